/** The sign: a sun over a hill. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-sky" width="32" height="32" rx="9" />
      <circle class="mark-sun" cx="21" cy="11.5" r="4" />
      <path class="mark-hill" d="M5 24.5c3.2-6.4 6.6-9.6 9.6-9.6 4 0 5 6.600 12.400 9.6z" />
    </svg>
  );
}

export function Brand() {
  return (
    <a class="brand" href="/">
      <Mark />
      <span>Imagora</span>
    </a>
  );
}
