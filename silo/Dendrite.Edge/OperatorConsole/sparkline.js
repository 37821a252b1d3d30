// A line of the last two minutes, as an area in SVG. It is a picture: what it says is in its label.

const space = "http://www.w3.org/2000/svg";
const width = 120;
const height = 28;

export function makeSparkline(className = "spark") {
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", className);
  svg.setAttribute("role", "img");
  const area = svg.appendChild(document.createElementNS(space, "path"));
  area.setAttribute("class", "spark-area");
  const line = svg.appendChild(document.createElementNS(space, "path"));
  line.setAttribute("class", "spark-line");
  line.setAttribute("vector-effect", "non-scaling-stroke");
  return svg;
}

export function drawSparkline(svg, traffic) {
  // The running second is not over; drawn, it would be a dip that never was.
  const values = traffic.slice(0, -1);
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(height - 1.5 - value / most * (height - 4)).toFixed(1)}`);
  const line = points.length ? `M${points.join("L")}` : "";
  const [area, stroke] = svg.children;
  area.setAttribute("d", line && `${line}L${width},${height}L0,${height}Z`);
  stroke.setAttribute("d", line);
  svg.setAttribute("aria-label", `Requests per second over two minutes, at most ${Math.max(0, ...values)}`);
}
