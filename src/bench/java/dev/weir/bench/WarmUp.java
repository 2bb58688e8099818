package dev.weir.bench;

import dev.weir.bench.load.JvmProbe;
import java.io.IOException;
import java.time.Duration;

/** Warms a server up until its compiler rests: that can take a minute where it shares a core with what it compiles. */
final class WarmUp {

    /** The part of the time that a compiler may still take when the measurement begins. */
    private static final double RESTING = 0.05;

    /** Each begins with new connections, so that what a connection takes is compiled before it is measured. */
    private static final int WAVES = 4;

    /** A service that is scraped each second has compiled that long ago. */
    private static final int SCRAPES = 300;

    private WarmUp() {}

    /** Traffic for a time. */
    @FunctionalInterface
    interface Drive {
        void run(Duration period) throws IOException, InterruptedException;
    }

    static void run(Options options, Server server, Drive drive) throws IOException, InterruptedException {
        if (!server.contender().isJvm()) {
            drive.run(options.warmUp());
            return;
        }
        if (server.contender().isScraped() && !options.smoke()) {
            try (var actuator = new Actuator(server.managementPort())) {
                scrape(actuator);
            }
        }
        Duration wave = options.warmUp().dividedBy(WAVES);
        try (var jvm = JvmProbe.attach(server.pid())) {
            long compiled;
            int periods = 0;
            do {
                compiled = -jvm.compilationMillis();
                for (int i = 0; i < WAVES; i++) {
                    drive.run(wave);
                }
                compiled += jvm.compilationMillis();
                periods++;
            } while (compiled > options.warmUp().toMillis() * RESTING && periods < options.warmUps());
        }
    }

    static void scrape(Actuator actuator) throws IOException, InterruptedException {
        for (int i = 0; i < SCRAPES; i++) {
            actuator.scrape();
        }
    }
}
