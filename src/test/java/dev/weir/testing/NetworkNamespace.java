package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace and a link to it, so that packets of a conversation can be dropped while both ends live. Needs root, and
 * {@code ip}, {@code iptables} and {@code id} as {@link RequiresTool} names them; the test is skipped for others.
 */
public final class NetworkNamespace implements AutoCloseable {

    private final String name;
    private final String link;
    private final String here;
    private final String there;
    private final List<RunningProcess> started = new ArrayList<>();

    private NetworkNamespace(long pid) {
        this.name = "weir-" + pid;
        this.link = "weir" + pid % 100_000;
        // Of the block that is reserved for tests of devices (RFC 2544), so nobody's; other tests run beside this one.
        int network = (int) (pid % (1 << 14));
        String prefix = "198.18." + network / 64 + ".";
        this.here = prefix + (network % 64 * 4 + 1);
        this.there = prefix + (network % 64 * 4 + 2);
    }

    /** Creates the namespace of this process; there can be one at a time. */
    public static NetworkNamespace create() throws IOException, InterruptedException {
        var namespace = new NetworkNamespace(ProcessHandle.current().pid());
        Requirement.assume(
                run("id", "-u").equals("0") && isPossible("ip", "netns", "add", namespace.name),
                "the right to create network namespaces");
        try {
            namespace.connect();
            return namespace;
        } catch (IOException | InterruptedException | Error e) {
            namespace.close();
            throw e;
        }
    }

    private void connect() throws IOException, InterruptedException {
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name);
        run("ip", "addr", "add", here + "/30", "dev", link);
        run("ip", "link", "set", link, "up");
        run(inside("ip", "addr", "add", there + "/30", "dev", "eth0"));
        run(inside("ip", "link", "set", "eth0", "up"));
    }

    /** The address of this side. */
    public String here() {
        return here;
    }

    /** The address inside. */
    public String there() {
        return there;
    }

    /** Starts a program inside, which ends with the namespace, as do the processes that it starts. */
    public RunningProcess start(String... command) throws IOException {
        RunningProcess process = RunningProcess.start(new ProcessBuilder(inside(command)));
        started.add(process);
        return process;
    }

    /** Drops all packets from now on, without a word to either end. */
    public void dropPackets() throws IOException, InterruptedException {
        run(inside("iptables", "-A", "OUTPUT", "-j", "DROP"));
        run(inside("iptables", "-A", "INPUT", "-j", "DROP"));
    }

    /** Lets packets pass again. */
    public void passPackets() throws IOException, InterruptedException {
        run(inside("iptables", "-F"));
    }

    private String[] inside(String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    private static boolean isPossible(String... command) throws IOException, InterruptedException {
        try (RunningProcess process = RunningProcess.start(new ProcessBuilder(command))) {
            return process.awaitExit() == 0;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        try (RunningProcess process = RunningProcess.start(new ProcessBuilder(command))) {
            assertThat(process.awaitExit()).as(process::output).isZero();
            return process.output();
        }
    }

    /** A test that has run into its time limit is interrupted, and must not leave the namespace behind. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            endAll();
            boolean _ = isPossible("ip", "netns", "del", name);
            boolean _ = isPossible("ip", "link", "del", link);
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endAll() throws IOException, InterruptedException {
        run("ip", "netns", "pids", name)
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .forEach(ProcessHandle::destroyForcibly);
        started.forEach(RunningProcess::close);
    }
}
