package dev.weir.bench;

import dev.weir.bench.load.JvmProbe;
import java.io.IOException;
import java.time.Duration;

/** Warms a server up until its compiler rests: that can take a minute where it shares a core with what it compiles. */
final class WarmUp {

    /** The part of the time that a compiler may still take when the measurement begins. */
    private static final double RESTING = 0.2;

    private WarmUp() {}

    /** Traffic for a time. */
    @FunctionalInterface
    interface Drive {
        void run(Duration period) throws IOException, InterruptedException;
    }

    static void run(Options options, Server server, Drive drive) throws IOException, InterruptedException {
        Duration period = options.warmUp();
        if (!server.contender().isJvm()) {
            drive.run(period);
            return;
        }
        try (var jvm = JvmProbe.attach(server.pid())) {
            long compiled;
            int periods = 0;
            do {
                compiled = -jvm.compilationMillis();
                drive.run(period);
                compiled += jvm.compilationMillis();
                periods++;
            } while (compiled > period.toMillis() * RESTING && periods < options.warmUps());
        }
    }
}
