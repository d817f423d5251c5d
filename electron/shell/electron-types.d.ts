/** Declares the modules `electron/main` and `electron/renderer` to the compiler; nothing is loaded by it. */
/// <reference types="electron" />
