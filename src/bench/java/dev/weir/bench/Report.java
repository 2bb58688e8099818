package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run leaves: report.md, a plot for each work, and samples.csv with every single figure. */
record Report(Run run, List<Work> works, List<Contender> contenders) {

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("samples.csv"), csv());
        Files.writeString(directory.resolve("report.md"), markdown());
        for (Work work : works) {
            if (isMeasured(work)) {
                Files.writeString(
                        directory.resolve(work.name() + ".svg"), chart(work).toString());
            }
        }
    }

    private boolean isMeasured(Work work) {
        return !run.samples().servers(work.name()).isEmpty();
    }

    private List<String> csv() {
        var lines = new ArrayList<String>();
        lines.add("work,server,round,figure,unit,value");
        for (Sample sample : run.samples().all()) {
            sample.figures()
                    .forEach((figure, value) -> lines.add(String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%s,%s,%.4f",
                            sample.work(),
                            sample.server(),
                            sample.round() + 1,
                            figure.label(),
                            figure.unit(),
                            value)));
        }
        return lines;
    }

    private String markdown() {
        Options options = run.options();
        var text = new StringBuilder("# Benchmark\n\n");
        text.append(
                "%s; %s.\nMedians of %d rounds of %s s, in which the servers take turns. Ratios are formed within a round; in brackets their quartiles.\n\n"
                        .formatted(
                                Machine.description(),
                                run.pinning(),
                                options.rounds(),
                                Text.number(options.window().toMillis() / 1e3, 1)));
        contenders.forEach(contender -> text.append("- %s: %s\n".formatted(contender.name(), contender.description())));
        for (Work work : works) {
            if (isMeasured(work)) {
                text.append("\n## %s\n\n%s\n\n%s\n![%s](%s.svg)\n"
                        .formatted(
                                work.name(),
                                work.description(),
                                new Table(run.samples(), work, options.baseline()),
                                work.name(),
                                work.name()));
            }
        }
        if (!run.leftOut().isEmpty()) {
            text.append("\n## Left out\n\n");
            run.leftOut().forEach(what -> text.append("- ").append(what).append('\n'));
        }
        return text.toString();
    }

    private BarChart chart(Work work) {
        Samples samples = run.samples();
        String baseline = run.options().baseline();
        boolean compared = samples.servers(work.name()).contains(baseline);
        String unit = compared ? baseline + " = 1.00" : work.judged().unit();
        var bars = samples.servers(work.name()).stream()
                .map(server -> new BarChart.Bar(
                        server,
                        compared
                                ? samples.ratios(work.name(), server, baseline, work.judged())
                                : samples.quartiles(work.name(), server, work.judged())))
                .toList();
        return new BarChart(work.name() + ": " + work.judged().label() + ", " + unit, bars);
    }
}
