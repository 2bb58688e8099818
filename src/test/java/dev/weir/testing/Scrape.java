package dev.weir.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the prometheus endpoint answered.
 *
 * @param series values by name and labels, as written there
 */
public record Scrape(Map<String, Double> series) {

    public static Scrape parse(String text) {
        Map<String, Double> series = new LinkedHashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            series.put(
                    line.substring(0, space),
                    Double.valueOf(line.substring(space + 1).replace("Inf", "Infinity")));
        });
        return new Scrape(series);
    }

    /** The sum of the series of that name that have all of these labels, each written {@code key="value"}. */
    public long sum(String name, String... labels) {
        return (long) series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{"))
                .filter(entry -> Arrays.stream(labels).allMatch(entry.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
