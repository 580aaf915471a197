/**
 * Version of the package, and a hash of the sources that decide about numbers: as run cards of the
 * headless lab have it.
 */
declare const GROKKING_LAB_VERSION: string;
