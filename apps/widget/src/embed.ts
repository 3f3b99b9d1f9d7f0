import { defineAll } from './define';

defineAll();
