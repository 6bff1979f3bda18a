/** A small landscape as SVG, the same for the same seed: pictures for the mock, drawn in a millisecond. */
export function drawScene(width, height, seed) {
  let state = (seed * 2654435761) >>> 0;
  const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
  for (let n = 0; n < 5; n++) random();
  const hue = random() * 360;
  const night = random() < 0.3;
  const tone = (light, shift = 0, chroma = 55) => `hsl(${(hue + shift) % 360} ${chroma}% ${light}%)`;
  const sun = { x: width * (0.2 + random() * 0.6), y: height * (0.25 + random() * 0.25), r: Math.min(width, height) * (0.05 + random() * 0.06) };
  const ridges = Array.from({ length: 5 }, (_, layer) => {
    const base = height * (0.5 + layer * 0.11);
    const points = Array.from({ length: 13 }, (_, at) => [(at / 12) * width, base + (random() - 0.5) * height * 0.13]);
    const curve = points.slice(1).map(([x, y], at) => {
      const [px, py] = points[at];
      return `C${px + width / 26} ${py} ${x - width / 26} ${y} ${x} ${y}`;
    });
    const light = night ? 26 - layer * 5 : 62 - layer * 12;
    return `<path d="M0 ${points[0][1]}${curve.join('')}V${height}H0z" fill="${tone(light, -25 + layer * 4, 34)}"/>`;
  });
  const sky = night ? [tone(10, 20), tone(28, 0)] : [tone(72, 40), tone(84, -20, 80)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset=".7" stop-color="${sky[1]}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/><circle cx="${sun.x}" cy="${sun.y}" r="${sun.r * 2.6}" fill="#fff" opacity=".13"/><circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="${night ? '#f4f1e4' : '#fff6dd'}"/>${ridges.join('')}</svg>`;
}
