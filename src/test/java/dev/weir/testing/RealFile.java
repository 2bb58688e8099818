package dev.weir.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hundred megabytes that nobody made for a test: the beginning of the JDK's own modules. */
public final class RealFile {

    public static final int SIZE = 100 * 1024 * 1024;

    private static final Path FILE = Path.of(System.getProperty("java.home"), "lib", "modules");
    private static final int CHUNK = 64 * 1024;

    private RealFile() {}

    /** Writes it all, but does not close. */
    public static void copyTo(OutputStream target) throws IOException {
        try (InputStream file = Files.newInputStream(FILE)) {
            byte[] chunk = new byte[CHUNK];
            for (int left = SIZE; left > 0; ) {
                int count = file.readNBytes(chunk, 0, Math.min(left, CHUNK));
                if (count == 0) {
                    throw new IOException(FILE + " is too small");
                }
                target.write(chunk, 0, count);
                left -= count;
            }
        }
    }

    public static String sha256() throws IOException {
        MessageDigest digest = newDigest();
        copyTo(new OutputStream() {
            @Override
            public void write(int b) {
                digest.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The checksum of the next {@code max} bytes, or of those there are. */
    public static String sha256(InputStream source, long max) throws IOException {
        MessageDigest digest = newDigest();
        byte[] chunk = new byte[CHUNK];
        for (long left = max; left > 0; ) {
            int count = source.read(chunk, 0, (int) Math.min(left, CHUNK));
            if (count < 0) {
                break;
            }
            digest.update(chunk, 0, count);
            left -= count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
