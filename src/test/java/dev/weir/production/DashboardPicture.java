package dev.weir.production;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** A dashboard drawn without Grafana: each panel in its place, with the lines of its queries. */
final class DashboardPicture {

    /** What one query of a panel gave over a range. */
    record Answer(String panel, String legend, List<Map<String, Object>> series) {}

    private record Line(String label, List<Point> points) {}

    private record Point(double time, double value) {}

    private static final int COLUMN = 50;
    private static final int ROW = 26;
    private static final List<String> COLORS = List.of(
            "#5794f2", "#73bf69", "#ff9830", "#b877d9", "#f2495c", "#fade2a", "#37872d", "#8ab8ff", "#ffa6b0",
            "#705da0");

    private final StringBuilder svg = new StringBuilder();
    private final List<Answer> answers;

    private DashboardPicture(List<Answer> answers) {
        this.answers = answers;
    }

    static String of(Dashboard dashboard, List<Answer> answers) {
        return new DashboardPicture(answers).draw(dashboard);
    }

    private String draw(Dashboard dashboard) {
        int height = dashboard.panels().stream()
                .mapToInt(panel -> number(panel, "gridPos.y") + number(panel, "gridPos.h"))
                .max()
                .orElse(1);
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">\n",
                24 * COLUMN,
                height * ROW + 40));
        svg.append(String.format(Locale.ROOT, "<rect width=\"100%%\" height=\"100%%\" fill=\"#111217\"/>\n"));
        text(10, 26, 18, "#d8d9da", dashboard.title());
        dashboard.panels().forEach(this::panel);
        return svg.append("</svg>\n").toString();
    }

    private void panel(Map<String, Object> panel) {
        int x = number(panel, "gridPos.x") * COLUMN;
        int y = number(panel, "gridPos.y") * ROW + 40;
        int width = number(panel, "gridPos.w") * COLUMN - 6;
        int height = number(panel, "gridPos.h") * ROW - 6;
        String title = String.valueOf(panel.get("title"));
        if ("row".equals(panel.get("type"))) {
            text(x + 8, y + 16, 14, "#d8d9da", title.replace("$listener", "feed"));
            return;
        }
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"#181b1f\" stroke=\"#2c3235\"/>\n",
                x + 3,
                y + 3,
                width,
                height));
        text(x + 12, y + 20, 12, "#d8d9da", title);
        List<Line> lines = answers.stream()
                .filter(answer -> answer.panel().equals(title))
                .flatMap(answer -> answer.series().stream().map(one -> line(answer, one)))
                .filter(line -> !line.points().isEmpty())
                .toList();
        if (lines.isEmpty()) {
            text(x + width / 2 - 20, y + height / 2, 12, "#6e7077", "no data");
        } else if ("stat".equals(panel.get("type"))) {
            text(
                    x + 20,
                    y + height / 2 + 20,
                    28,
                    "#73bf69",
                    human(lines.getFirst().points().getLast().value(), unit(panel)));
        } else {
            chart(
                    lines,
                    x + 60,
                    y + 30,
                    width - 72,
                    height - 58,
                    "heatmap".equals(panel.get("type")) ? "short" : unit(panel));
        }
    }

    private void chart(List<Line> lines, int x, int y, int width, int height, String unit) {
        double low = values(lines).min().orElse(0);
        double high = Math.max(values(lines).max().orElse(1), low + 1e-9);
        low = Math.min(low, 0);
        double from = lines.stream()
                .mapToDouble(line -> line.points().getFirst().time())
                .min()
                .orElse(0);
        double to = lines.stream()
                .mapToDouble(line -> line.points().getLast().time())
                .max()
                .orElse(1);
        for (double share : new double[] {0, 0.5, 1}) {
            double at = y + height - share * height;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#2c3235\"/>\n",
                    x,
                    x + width,
                    at,
                    at));
            text(x - 52, (int) at + 4, 10, "#8e9099", human(low + share * (high - low), unit));
        }
        int legend = x - 48;
        for (int i = 0; i < lines.size(); i++) {
            String color = COLORS.get(i % COLORS.size());
            var points = new StringBuilder();
            for (Point point : lines.get(i).points()) {
                points.append("%.1f,%.1f "
                        .formatted(
                                x + width * (point.time() - from) / Math.max(to - from, 1),
                                y + height - height * (point.value() - low) / (high - low)));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.4\" points=\"%s\"/>\n",
                    color,
                    points.toString().strip()));
            String label = lines.get(i).label();
            if (legend + label.length() * 6 < x + width) {
                text(legend, y + height + 18, 10, color, label);
                legend += label.length() * 6 + 14;
            }
        }
    }

    private static DoubleStream values(List<Line> lines) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::value);
    }

    private static Line line(Answer answer, Map<String, Object> series) {
        var points = new ArrayList<Point>();
        for (Object sample : (List<?>) series.get("values")) {
            double value = value(String.valueOf(((List<?>) sample).get(1)));
            if (Double.isFinite(value)) {
                points.add(new Point(((Number) ((List<?>) sample).get(0)).doubleValue(), value));
            }
        }
        String label = answer.legend();
        for (var entry : Trees.map((Map<?, ?>) series.get("metric")).entrySet()) {
            label = label.replace("{{" + entry.getKey() + "}}", String.valueOf(entry.getValue()));
        }
        return new Line(label, points);
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf", "-Inf", "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private static String unit(Map<String, Object> panel) {
        return String.valueOf(Trees.find(panel, "fieldConfig.defaults.unit"));
    }

    private static String human(double value, String unit) {
        String suffix = switch (unit) {
            case "bytes" -> "B";
            case "Bps" -> "B/s";
            case "cps" -> "/s";
            case "s" -> "s";
            default -> "";
        };
        if (unit.equals("percentunit")) {
            return String.format(Locale.ROOT, "%.0f %%", value * 100);
        }
        if (unit.equals("s") && value > 172_800) {
            return String.format(Locale.ROOT, "%.0f d", value / 86_400);
        }
        for (var scale : List.of(Map.entry("G", 1e9), Map.entry("M", 1e6), Map.entry("k", 1e3))) {
            if (Math.abs(value) >= scale.getValue()) {
                return String.format(Locale.ROOT, "%.1f %s%s", value / scale.getValue(), scale.getKey(), suffix);
            }
        }
        return String.format(Locale.ROOT, Math.abs(value) < 10 && value % 1 != 0 ? "%.2f %s" : "%.0f %s", value, suffix)
                .strip();
    }

    private static int number(Map<String, Object> panel, String path) {
        return Trees.find(panel, path) instanceof Number number ? number.intValue() : 0;
    }

    private void text(int x, int y, int size, String color, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" font-size=\"%d\" fill=\"%s\">%s</text>\n",
                x,
                y,
                size,
                color,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
