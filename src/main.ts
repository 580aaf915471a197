import { mount } from 'svelte';
import App from './app/App.svelte';
import './app/styles/tokens.css';
import './app/styles/base.css';
import './app/styles/controls.css';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html: expected an element with id "app", found none');
mount(App, { target });
