package dev.weir.production;

import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;

/** Certificates that nobody but a test trusts. */
final class Certificates {

    private Certificates() {}

    static void make(Path certificate, Path key) throws IOException, InterruptedException {
        try (var openssl = RunningProcess.start(new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "90",
                "-subj",
                "/CN=weir",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()))) {
            if (openssl.awaitExit() != 0) {
                throw new AssertionError(openssl.output());
            }
        }
    }
}
