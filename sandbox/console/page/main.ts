// First: it replaces the browser's shadow DOM before any component is defined.
import '@lwc/synthetic-shadow';
import { createElement } from 'lwc';
import App from 'console/app';

document.body.append(createElement('console-app', { is: App }));
