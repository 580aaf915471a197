import type { AddressBar } from '../../client/address-bar.ts';
import type { LabClient, LabClientEvents } from '../../client/lab-client.ts';
import type { GalleryFiles } from '../recorded/gallery.svelte.ts';

/** The worker as the lab uses it. */
export type LabConnection = Pick<LabClient, 'spawn' | 'call' | 'command' | 'end' | 'dispose'>;

/** What the lab needs of the page: handed in, so that tests need no worker and no address bar. */
export interface LabParts {
	readonly createClient: (events: LabClientEvents) => LabConnection;
	readonly addressBar: Pick<AddressBar, 'read' | 'write' | 'push' | 'flush'>;
	/** Rejects where this copy of the page has no recording of the preset. */
	readonly galleryFiles: GalleryFiles;
	/** Whether the reader wants nothing to move by itself. */
	readonly prefersStillness: () => boolean;
}
