import { createContext } from 'svelte';
import type { CrosshairState } from './crosshair.svelte.ts';
import type { Lab } from './lab.svelte.ts';
import type { ScrubState } from './scrub.svelte.ts';

/** The page's state objects, made in App.svelte. */
export const [getLab, setLab] = createContext<Lab>();
export const [getCrosshair, setCrosshair] = createContext<CrosshairState>();
export const [getScrub, setScrub] = createContext<ScrubState>();
