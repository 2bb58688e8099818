package dev.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Medians as bars, quartiles as whiskers, in SVG. A bar that would dwarf the others is cut off. */
record BarChart(String title, List<Bar> bars) {

    private static final int LEFT = 130;
    private static final int WIDTH = 480;
    private static final int RIGHT = 70;
    private static final int TOP = 34;
    private static final int STEP = 24;
    private static final int THICKNESS = 14;
    private static final double DWARFS = 3;

    /** A server and its figure. */
    record Bar(String name, Quartiles value) {}

    @Override
    public String toString() {
        double end = end();
        String rows = IntStream.range(0, bars.size())
                .mapToObj(i -> row(bars.get(i), TOP + i * STEP, WIDTH / end))
                .collect(Collectors.joining());
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="8" y="20" font-weight="bold">%s</text>
                %s</svg>
                """.formatted(LEFT + WIDTH + RIGHT, TOP + bars.size() * STEP + 8, title, rows);
    }

    /** Where the scale ends: at the largest value, unless that is several times the middle one. */
    private double end() {
        double middle = Quartiles.of(
                        bars.stream().mapToDouble(bar -> bar.value().median()))
                .median();
        double largest = bars.stream()
                .mapToDouble(bar -> bar.value().upper())
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(1);
        double end = Math.min(largest, DWARFS * middle);
        return end > 0 ? end : 1;
    }

    private static String row(Bar bar, int y, double scale) {
        double length = length(bar.value().median(), scale);
        double from = LEFT + length(bar.value().lower(), scale);
        double to = LEFT + length(bar.value().upper(), scale);
        double middle = y + THICKNESS / 2.0;
        return String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%.1f" text-anchor="end" dominant-baseline="central">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                <line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" stroke="black"/>
                <text x="%.1f" y="%.1f" dominant-baseline="central">%s</text>
                """,
                LEFT - 8,
                middle,
                bar.name(),
                LEFT,
                y,
                length,
                THICKNESS,
                bar.name().startsWith("weir") ? "#2a7ab9" : "#b8c4cc",
                from,
                to,
                middle,
                middle,
                Math.max(LEFT + length, to) + 6,
                middle,
                Text.number(bar.value().median(), bar.value().median() < 100 ? 2 : 0));
    }

    private static double length(double value, double scale) {
        return Double.isNaN(value) ? 0 : Math.clamp(value * scale, 0, WIDTH);
    }
}
