// Before the first paint: the reader's own choice of colours, if one was made.
try {
  const scheme = localStorage.getItem('orkestr-scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is forbidden here: the system's scheme holds.
}
