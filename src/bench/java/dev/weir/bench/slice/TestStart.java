package dev.weir.bench.slice;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long the context of a {@code @WeirTest} takes to start beside that of an empty {@code @SpringBootTest}, and prints
 * the medians. The only argument is the number of rounds, 7 by default.
 */
public final class TestStart {

    private static final int ROUNDS = 7;

    private static final Map<String, Class<?>> TESTS = new LinkedHashMap<>();

    static {
        TESTS.put("@SpringBootTest of an empty application", EmptyApplicationTest.class);
        TESTS.put("@WeirTest of one listener, in memory", SliceInMemoryTest.class);
        TESTS.put("@WeirTest of one listener, on a port", SliceOnPortTest.class);
    }

    private TestStart() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
        Map<String, List<Long>> millis = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (var test : TESTS.entrySet()) {
                millis.computeIfAbsent(test.getKey(), _ -> new ArrayList<>()).add(measure(test.getValue()));
            }
        }
        double empty = median(millis.values().iterator().next());
        System.out.println("| test | context started, ms | ratio |\n|---|---:|---:|");
        millis.forEach((name, values) ->
                System.out.printf("| %s | %d | %.2f |%n", name, median(values), median(values) / empty));
    }

    private static long measure(Class<?> test) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ContextStart.class.getName(),
                        test.getName())
                .redirectError(Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String last = output.strip().substring(output.strip().lastIndexOf('\n') + 1);
        if (status != 0 || !last.startsWith(ContextStart.RESULT)) {
            throw new IllegalStateException(test + " did not start:\n" + output);
        }
        return Long.parseLong(last.substring(ContextStart.RESULT.length()));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
