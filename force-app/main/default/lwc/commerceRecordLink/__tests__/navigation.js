const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

/** Hears the page references that are navigated to. */
export const navigate = jest.fn();

const mixin = (Base) =>
  class extends Base {
    [Navigate](page) {
      navigate(page);
    }
    [GenerateUrl]({ attributes }) {
      return Promise.resolve(`https://org.example/${attributes.recordId}`);
    }
  };

/** In place of lightning/navigation, whose double in Jest tells nobody where it was sent. */
export const NavigationMixin = Object.assign(mixin, { Navigate, GenerateUrl });
