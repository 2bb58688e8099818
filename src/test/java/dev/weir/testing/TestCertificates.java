package dev.weir.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Self-signed certificates, created by the JDK's keytool once for all tests of a JVM. */
public final class TestCertificates {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, TestCertificates> MADE = new ConcurrentHashMap<>();

    private final Path directory;
    private final KeyStore store;

    private TestCertificates(Path directory, KeyStore store) {
        this.directory = directory;
        this.store = store;
    }

    /** Creates a key and a certificate for a host, or any other common name, and for 127.0.0.1. */
    public static TestCertificates of(String name) {
        return MADE.computeIfAbsent(name, TestCertificates::make);
    }

    private static TestCertificates make(String name) {
        try {
            Path directory = Files.createTempDirectory("weir-tls");
            directory.toFile().deleteOnExit();
            Path file = directory.resolve("keys.p12");
            keytool(
                    "-genkeypair",
                    "-alias",
                    "key",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "SAN=dns:" + name + ",ip:127.0.0.1",
                    "-validity",
                    "3650",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString());
            file.toFile().deleteOnExit();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return new TestCertificates(directory, store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    public X509Certificate certificate() {
        try {
            return (X509Certificate) store.getCertificate("key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate and its key in one file, as HAProxy requires; nginx and OpenSSL accept it too. */
    public Path pem() {
        try {
            Path file = directory.resolve("both.pem");
            if (!Files.exists(file)) {
                file.toFile().deleteOnExit();
                Path key = directory.resolve("key.pem");
                key.toFile().deleteOnExit();
                writeTo(file, key);
                Files.writeString(file, Files.readString(key), StandardOpenOption.APPEND);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the certificate and its key to a file each, in PEM. */
    public void writeTo(Path certificateFile, Path keyFile) throws IOException {
        try {
            Files.writeString(certificateFile, pem("CERTIFICATE", certificate().getEncoded()));
            Files.writeString(
                    keyFile, pem("PRIVATE KEY", store.getKey("key", PASSWORD).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    public KeyStore keyStore() {
        return store;
    }

    public String password() {
        return new String(PASSWORD);
    }

    /** With this key, and without trusted certificates. */
    public SSLContext context() {
        return context(this, List.of());
    }

    /** With this key, and the given trusted certificates. */
    public SSLContext contextTrusting(TestCertificates... trusted) {
        return context(this, List.of(trusted));
    }

    /** Without a key. */
    public static SSLContext trusting(TestCertificates... trusted) {
        return context(null, List.of(trusted));
    }

    private static SSLContext context(@Nullable TestCertificates key, List<TestCertificates> trusted) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(key == null ? null : key.store, PASSWORD);
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (TestCertificates one : trusted) {
                anchors.setCertificateEntry("trusted-" + anchors.size(), one.certificate());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
