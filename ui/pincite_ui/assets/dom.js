// Small helpers. Words from documents are only ever set as text, never as markup.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const show = (target, block = "nearest") =>
  target.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

// Creates an element; string children become text nodes.
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Addresses of page images, with and without a highlighted citation.
const cited = (cite, index, scale) =>
  `api/v1/citations/${encodeURIComponent(cite)}/image?scale=${scale}` + (index ? `&page=${index}` : "");
const uncited = (document, index, scale) =>
  `api/v1/documents/${encodeURIComponent(document)}/pages/${index}/image?scale=${scale}`;
// Pixels per point: enough for the screen; zooming loads a larger image.
const sharp = devicePixelRatio > 1.25 ? 3 : 2;
