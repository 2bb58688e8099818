package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command: measures what its options say, and writes a report. */
public final class Benchmark {

    private Benchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            System.exit(run(Options.parse(args)) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Options.USAGE + "work: " + String.join(" ", Works.names()) + "\nof --forward: "
                    + String.join(" ", Works.forwarding())
                    + "\nof --calls: " + String.join(" ", Works.calls()));
            System.exit(2);
        }
    }

    private static boolean run(Options options) throws IOException, InterruptedException {
        List<Work> works = options.work().stream().map(Works::find).toList();
        Path logs = Files.createDirectories(options.out().resolve("logs"));
        Pinning pinning = options.pinning();
        pinning.applyToSelf();
        try (var run = new Run(options, pinning, logs)) {
            List<Contender> contenders = contenders(options, run);
            if (!pinning.isOn() && !options.pinned().equals("off")) {
                run.leaveOut("pinning: it takes two cores and taskset");
            }
            if (run.idleConnections() < options.idle()) {
                run.leaveOut("idle connections beyond " + run.idleConnections() + ": descriptors are limited");
            }
            if (contenders.stream().noneMatch(contender -> contender.name().equals(options.baseline()))) {
                run.leaveOut("ratios: " + options.baseline() + " is not among the servers");
            }
            System.out.println(Machine.description() + "; " + pinning);
            for (Work work : works) {
                System.out.println(work.name() + ": " + work.description());
                work.run(run, contenders);
                if (!run.samples().servers(work.name()).isEmpty()) {
                    System.out.println(new Table(run.samples(), work, options.baseline()));
                }
                new Report(run, works, contenders).write(options.out());
            }
            System.out.println("written to " + options.out().toAbsolutePath());
            return isComplete(run, works);
        }
    }

    private static List<Contender> contenders(Options options, Run run) throws IOException, InterruptedException {
        var all = new Contenders(Path.of(System.getProperty("weir.exec.jar", "target/weir-exec.jar")), options.out());
        options.variants().forEach(all::variant);
        var found = new ArrayList<Contender>();
        for (String name : options.servers()) {
            all.find(name).ifPresentOrElse(found::add, () -> run.leaveOut(name + ": " + all.whyAbsent(name)));
        }
        return found;
    }

    private static boolean isComplete(Run run, List<Work> works) {
        if (!run.options().smoke()) {
            return !run.samples().all().isEmpty();
        }
        return works.stream()
                .allMatch(work -> run.samples()
                        .servers(work.name())
                        .containsAll(run.options().servers()));
    }
}
