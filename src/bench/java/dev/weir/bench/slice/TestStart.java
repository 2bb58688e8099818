package dev.weir.bench.slice;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Measures how long the context of a {@code @WeirTest} takes to start beside that of an empty {@code @SpringBootTest}, and prints
 * the medians: of the context alone, without what the JVM needs before and after it, and of the whole process. The first
 * argument is the number of rounds, 7 by default; others are options of the tests' JVMs.
 */
public final class TestStart {

    private static final int ROUNDS = 7;

    private static final Map<String, Class<?>> TESTS = new LinkedHashMap<>();

    static {
        TESTS.put("@SpringBootTest of an empty application", EmptyApplicationTest.class);
        TESTS.put("@WeirTest of one listener, in memory", SliceInMemoryTest.class);
        TESTS.put("@WeirTest of one listener, on a port", SliceOnPortTest.class);
    }

    /** Milliseconds. */
    private record Start(long context, long process) {}

    private TestStart() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
        List<String> options = List.of(args).subList(Math.min(1, args.length), args.length);
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (var test : TESTS.entrySet()) {
                starts.computeIfAbsent(test.getKey(), _ -> new ArrayList<>()).add(measure(test.getValue(), options));
            }
        }
        double empty = median(starts.values().iterator().next(), Start::context);
        System.out.println("| test | context started, ms | ratio | process, ms |\n|---|---:|---:|---:|");
        starts.forEach((name, values) -> System.out.printf(
                "| %s | %d | %.2f | %d |%n",
                name,
                median(values, Start::context),
                median(values, Start::context) / empty,
                median(values, Start::process)));
    }

    private static Start measure(Class<?> test, List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ContextStart.class.getName(), test.getName()));
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        String last = output.strip().substring(output.strip().lastIndexOf('\n') + 1);
        if (status != 0 || !last.startsWith(ContextStart.RESULT)) {
            throw new IllegalStateException(test + " did not start:\n" + output);
        }
        return new Start(Long.parseLong(last.substring(ContextStart.RESULT.length())), millis);
    }

    private static long median(List<Start> starts, ToLongFunction<Start> time) {
        return starts.stream().mapToLong(time).sorted().toArray()[starts.size() / 2];
    }
}
