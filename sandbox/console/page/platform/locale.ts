export default navigator.language;
