package dev.weir.bench;

import java.util.Map;

/**
 * What one round of a work has shown of one server.
 *
 * @param figures those that are known
 */
public record Sample(String work, String server, int round, Map<Figure, Double> figures) {

    double figure(Figure figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }
}
