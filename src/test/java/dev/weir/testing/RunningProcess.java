package dev.weir.testing;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process whose output is captured, and which is ended when this is closed. */
public final class RunningProcess implements AutoCloseable {

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private RunningProcess(Process process) {
        this.process = process;
        this.reader =
                Thread.ofPlatform().name("output of " + process.pid()).daemon().start(this::read);
    }

    /** Starts it; what it prints to either output is gathered. */
    public static RunningProcess start(ProcessBuilder builder) throws IOException {
        return new RunningProcess(builder.redirectErrorStream(true).start());
    }

    /** The {@code java} that runs this test. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add(e.toString());
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All it has printed so far. */
    public synchronized String output() {
        return String.join("\n", lines);
    }

    /** Waits for a line in which the pattern is found, and fails with all output when it does not come. */
    public synchronized MatchResult await(String pattern) throws InterruptedException {
        Pattern compiled = Pattern.compile(pattern);
        long deadline = System.nanoTime() + PROCESS_DEADLINE.toNanos();
        int seen = 0;
        while (true) {
            for (; seen < lines.size(); seen++) {
                Matcher matcher = compiled.matcher(lines.get(seen));
                if (matcher.find()) {
                    return matcher.toMatchResult();
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("'" + pattern + "' was not printed by this process:\n" + output());
            }
            wait(left);
        }
    }

    /** Waits until it has ended by itself and all its output is here. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PROCESS_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("this process did not end:\n" + output());
        }
        reader.join(PROCESS_DEADLINE.toMillis());
        return process.exitValue();
    }

    /** Sends SIGTERM. Output is still read: {@link Process#destroy} would close it. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Sends a signal by its name, such as STOP; requires {@code kill}. */
    public void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .start()
                .waitFor();
        assertThat(status).as("status of kill").isZero();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reader.join(PROCESS_DEADLINE.toMillis());
            process.getOutputStream().close();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
