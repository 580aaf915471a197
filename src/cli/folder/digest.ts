import { createHash } from 'node:crypto';
import type { Digest } from '../../lab-run/codec/seal.ts';

export const sha256: Digest = (...parts) =>
	parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
