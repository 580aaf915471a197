import type { AddressBar } from '../../client/address-bar.ts';
import type { LabClient, LabClientEvents } from '../../client/lab-client.ts';
import type { GalleryFiles } from '../recorded/gallery.svelte.ts';

/** The part of `LabClient` that the lab uses. */
export type LabConnection = Pick<LabClient, 'spawn' | 'call' | 'command' | 'end' | 'dispose'>;

/**
 * What the lab needs of the page. It is passed in, so that tests need no worker and no address bar.
 */
export interface LabParts {
	readonly createClient: (events: LabClientEvents) => LabConnection;
	readonly addressBar: Pick<AddressBar, 'read' | 'write' | 'push' | 'flush'>;
	/** Rejects if this copy of the page has no recorded run of the preset. */
	readonly galleryFiles: GalleryFiles;
	/** Whether the system asks for reduced motion. */
	readonly prefersReducedMotion: () => boolean;
}
