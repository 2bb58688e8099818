package dev.weir.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A line between the benchmark and its generator: a word, then {@code key=value} pairs. */
public record Command(String word, Map<String, String> values) {

    public Command(String word, Map<String, String> values) {
        this.word = word;
        this.values = Map.copyOf(values);
    }

    /** Reads what {@link #toString} wrote. */
    public static Command parse(String line) {
        String[] words = line.strip().split(" ", -1);
        var values = new TreeMap<String, String>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            values.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        return new Command(words[0], values);
    }

    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(word + " has no " + key);
        }
        return value;
    }

    public long number(String key) {
        return Long.parseLong(text(key));
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("", word, ""));
    }
}
