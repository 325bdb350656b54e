// A drawn signature beside the typed name: strokes of points, sent as numbers.
const box = document.getElementById("drawing");
const canvas = box.querySelector("canvas");
const field = document.querySelector("[name=drawn]");
const pen = canvas.getContext("2d");
let strokes = [];
let stroke = null;

box.hidden = false;

function place(event) {
  const area = canvas.getBoundingClientRect();
  return [
    Math.round(((event.clientX - area.left) / area.width) * 600),
    Math.round(((event.clientY - area.top) / area.height) * 200),
  ];
}

function draw() {
  pen.clearRect(0, 0, 600, 200);
  pen.lineWidth = 3;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#0e5358";
  for (const points of strokes) {
    pen.beginPath();
    pen.moveTo(points[0], points[1]);
    for (let at = 2; at < points.length; at += 2) pen.lineTo(points[at], points[at + 1]);
    pen.lineTo(points[points.length - 2], points[points.length - 1]);
    pen.stroke();
  }
  field.value = strokes.length ? JSON.stringify(strokes) : "";
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  stroke = place(event);
  strokes.push(stroke);
  draw();
});
canvas.addEventListener("pointermove", (event) => {
  if (!stroke || stroke.length > 2000) return;
  stroke.push(...place(event));
  draw();
});
canvas.addEventListener("pointerup", () => { stroke = null; });
canvas.addEventListener("pointercancel", () => { stroke = null; });
box.querySelector("[data-clear]").addEventListener("click", () => {
  strokes = [];
  draw();
});
