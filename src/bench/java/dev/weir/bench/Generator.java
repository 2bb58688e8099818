package dev.weir.bench;

import dev.weir.bench.load.Command;
import dev.weir.bench.load.LoadGenerator;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The load generator's process, started when it is needed and again after it has failed. */
final class Generator implements Closeable {

    private final Process process;
    private final OutputStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Generator(Process process) {
        this.process = process;
        this.commands = process.getOutputStream();
        Thread.ofVirtual().start(this::listen);
    }

    static Generator start(Pinning pinning, Path logs) throws IOException {
        List<String> command = List.of(
                Machine.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xms256m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=256m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadGenerator.class.getName(),
                Integer.toString(pinning.generatorThreads()));
        Process process = new ProcessBuilder(Pinning.command(pinning.generator(), command))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        logs.resolve("generator.log").toFile()))
                .start();
        Children.add(process);
        return new Generator(process);
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            answers.add("failed " + e);
        }
        answers.add("failed the generator has ended");
    }

    /** Has it done. @throws IOException if it cannot be done, or takes longer than that */
    Command run(Command command, Duration limit) throws IOException, InterruptedException {
        commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
        String answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new IOException("no answer within " + limit.toSeconds() + " s to: " + command);
        }
        if (answer.startsWith("failed ")) {
            throw new IOException(answer.substring("failed ".length()));
        }
        return Command.parse(answer);
    }

    @Override
    public void close() {
        Children.end(process);
    }
}
