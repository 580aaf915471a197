/** Version of the package, and a hash of the sources that affect numbers, as in run cards. */
declare const GROKKING_LAB_VERSION: string;
