package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/** A work's medians in Markdown: the judged figure as a ratio with its quartiles, then all that is known. */
record Table(Samples samples, Work work, String baseline) {

    @Override
    public String toString() {
        List<Figure> figures = work.shown().stream()
                .filter(figure -> samples.has(work.name(), figure))
                .toList();
        boolean compared = samples.servers(work.name()).contains(baseline);
        var header = new ArrayList<String>();
        header.add("server");
        if (compared) {
            header.add(work.judged().label() + ", " + baseline + " = 1.00");
        }
        figures.forEach(figure -> header.add(figure.label() + ", " + figure.unit()));
        var lines = new ArrayList<String>();
        lines.add(row(header));
        lines.add("|---" + "|---:".repeat(header.size() - 1) + "|");
        for (String server : samples.servers(work.name())) {
            var cells = new ArrayList<String>();
            cells.add(server);
            if (compared) {
                cells.add(ratio(samples.ratios(work.name(), server, baseline, work.judged())));
            }
            for (Figure figure : figures) {
                cells.add(figure.format(
                        samples.quartiles(work.name(), server, figure).median()));
            }
            lines.add(row(cells));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String ratio(Quartiles ratios) {
        return "**%s** (%s – %s)"
                .formatted(
                        Text.number(ratios.median(), 2),
                        Text.number(ratios.lower(), 2),
                        Text.number(ratios.upper(), 2));
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
