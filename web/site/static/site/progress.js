// Draws the chart of marks from the figures that stand in the page.
(() => {
  const data = JSON.parse(document.getElementById("chart-data")?.textContent || "null");
  if (!data) return;
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(`--${name}`).trim();
  const names = ["hear", "empathise", "apologise", "own", "escalate", "courtesy"];
  const points = ["circle", "rect", "triangle", "rectRot", "star", "cross"];
  Chart.defaults.color = colour("ink");
  Chart.defaults.borderColor = colour("line");
  new Chart(document.getElementById("chart"), {
    type: "line",
    data: {
      labels: data.labels,
      datasets: data.lines.map((line, place) => ({
        label: line.label,
        data: line.marks,
        borderColor: colour(names[place % names.length]),
        backgroundColor: colour(names[place % names.length]),
        pointStyle: points[place % points.length],
        pointRadius: 5,
        spanGaps: true,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: { y: { min: 0, max: 3, ticks: { stepSize: 1 } } },
      plugins: { legend: { labels: { usePointStyle: true } } },
    },
  });
})();
