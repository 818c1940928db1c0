const frame = (panel) => panel.shadowRoot.querySelector('c-commerce-panel-frame').shadowRoot;

/** What an agent sees in a panel: what the panel shows, or else its frame. */
export const inside = (panel, selector) =>
  panel.shadowRoot.querySelector(selector) ?? frame(panel).querySelector(selector);
