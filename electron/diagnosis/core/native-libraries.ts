/** Numeric and media libraries in a process, and the variables that cap their threads. Read at load time by the libraries. */
const libraryVariables: readonly { readonly name: string; readonly pattern: RegExp; readonly variable: string }[] = [
  { name: 'OpenBLAS', pattern: /openblas/i, variable: 'OPENBLAS_NUM_THREADS' },
  { name: 'MKL', pattern: /\blibmkl/i, variable: 'MKL_NUM_THREADS' },
  { name: 'OpenMP', pattern: /lib(gomp|omp|iomp5)[-.]/i, variable: 'OMP_NUM_THREADS' },
  { name: 'OpenCV', pattern: /(\/cv2\b|libopencv)/i, variable: 'OMP_NUM_THREADS' },
];

export type ThreadCaps = { readonly libraries: readonly string[]; readonly missing: readonly string[]; readonly tooHigh: readonly string[] };

export function threadCaps(environ: Readonly<Record<string, string>>, paths: readonly string[], cores: number): ThreadCaps {
  const found = libraryVariables.filter(({ pattern }) => paths.some((path) => pattern.test(path)));
  const variables = [...new Set(found.map(({ variable }) => variable))];
  // OpenBLAS also obeys OMP_NUM_THREADS
  const valueOf = (variable: string): string | undefined => environ[variable] ?? (variable === 'OPENBLAS_NUM_THREADS' ? environ['OMP_NUM_THREADS'] : undefined);
  return {
    libraries: found.map(({ name }) => name),
    missing: variables.filter((variable) => valueOf(variable) === undefined),
    tooHigh: variables.filter((variable) => Number(valueOf(variable) ?? 0) > cores),
  };
}
