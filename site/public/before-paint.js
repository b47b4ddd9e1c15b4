// Before the first paint: the reader's own choice of colours, if one was made.
try {
  const scheme = localStorage.getItem('orkestr-scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is forbidden here: the system's scheme holds.
}

// Where containers come and go, browsers drop what they were loading ("network changed"). A page that lost a script or
// a style sheet that way loads itself anew, at most once in ten seconds.
addEventListener(
  'error',
  ({ target }) => {
    if (!(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement)) return;
    try {
      const last = Number(sessionStorage.getItem('orkestr-reloaded'));
      if (Date.now() - last < 10_000) return;
      sessionStorage.setItem('orkestr-reloaded', String(Date.now()));
      location.reload();
    } catch {
      // Without storage a reload could repeat for ever.
    }
  },
  true,
);
