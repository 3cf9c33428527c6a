// Draws a small chart for each step from the figures that stand in the page.
(() => {
  const data = JSON.parse(document.getElementById("chart-data")?.textContent || "null");
  if (!data) return;
  const names = ["hear", "empathise", "apologise", "own", "escalate", "courtesy"];
  let charts = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  function settings(line, own) {
    return {
      type: "line",
      data: {
        labels: data.labels,
        datasets: [{
          label: line.label,
          data: line.marks,
          borderColor: own,
          backgroundColor: own,
          borderWidth: 2.5,
          pointRadius: 4.5,
          pointHoverRadius: 6,
          // Marks of 0 and 3 lie on the edge; their points are drawn whole.
          clip: false,
          spanGaps: true,
        }],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        layout: { padding: { top: 8, right: 10 } },
        scales: {
          y: { min: 0, max: 3, ticks: { stepSize: 1 }, border: { display: false } },
          x: { offset: true, grid: { display: false },
            ticks: { maxRotation: 0, autoSkipPadding: 12, maxTicksLimit: 5 } },
        },
        plugins: { legend: { display: false } },
      },
    };
  }

  function draw() {
    for (const chart of charts) chart.destroy();
    Chart.defaults.color = colour("soft");
    Chart.defaults.borderColor = colour("line");
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 13;
    charts = [...document.querySelectorAll("canvas[data-line]")].map((canvas) => {
      const place = Number(canvas.dataset.line);
      return new Chart(canvas, settings(data.lines[place], colour(names[place % names.length])));
    });
  }

  draw();
  // By theme.js, in the other colours.
  document.addEventListener("hotseat:painted", draw);
  document.fonts?.ready.then(draw);
})();
