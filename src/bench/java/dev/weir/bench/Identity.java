package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * The key and certificate (ECDSA, P-256, signed by itself) that all servers of TLS show.
 *
 * @param keyStore PKCS#12, password {@value #PASSWORD}
 * @param pem both, for whoever reads PEM
 */
record Identity(Path keyStore, Path pem) {

    static final String PASSWORD = "benchmark";

    private static final String ALIAS = "server";

    static Identity create(Path directory) throws IOException, InterruptedException {
        Path keyStore = directory.resolve("identity.p12").toAbsolutePath();
        Path pem = directory.resolve("identity.pem").toAbsolutePath();
        Files.deleteIfExists(keyStore);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        ALIAS,
                        "-keystore",
                        keyStore.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + Text.lastLine(Files.readString(directory.resolve("keytool.log"))));
        }
        try {
            KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
            Key key = store.getKey(ALIAS, PASSWORD.toCharArray());
            Files.writeString(
                    pem,
                    block("PRIVATE KEY", key.getEncoded())
                            + block("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return new Identity(keyStore, pem);
    }

    private static String block(String type, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type, text);
    }
}
