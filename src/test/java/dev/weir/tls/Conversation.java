package dev.weir.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line-based conversation with an external program. */
public final class Conversation implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 100;

    private final Process process;
    private final BufferedReader output;
    private final StringBuilder received = new StringBuilder();

    private Conversation(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        Thread.startVirtualThread(this::endInTime);
    }

    /** Kills a program that hangs, so that a read of its output ends. */
    private void endInTime() {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException _) {
            kill();
        }
    }

    public static Conversation with(Object... command) throws IOException {
        String[] words = new String[command.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = command[i].toString();
        }
        return new Conversation(new ProcessBuilder(words)
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
                .redirectErrorStream(true)
                .start());
    }

    public Conversation sendLine(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        return this;
    }

    /** Ends the program's input. */
    public Conversation end() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    /** Reads up to the first line that contains the pattern. */
    public Matcher readUntil(String pattern) throws IOException {
        Pattern compiled = Pattern.compile(pattern);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            received.append(line).append('\n');
            Matcher matcher = compiled.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("'" + pattern + "' is not in the output:\n" + received);
    }

    /** Reads to the end of the output and returns all of it. */
    public String readToEnd() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            received.append(line).append('\n');
        }
        return received.toString();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL: the program cannot end its connection. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
