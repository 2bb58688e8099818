package dev.weir.tls;

import static dev.weir.tls.TlsPair.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes to a client's bytes; the profile {@code fuzz} searches longer, guided by coverage. */
@Timeout(120)
class TlsFrontTests {

    @ParameterizedTest
    @ValueSource(ints = {1, Integer.MAX_VALUE})
    void survivesChangedClientHellos(int segment) throws Exception {
        byte[] hello = TlsHandshakeTests.clientHello();
        var random = new Random(20_261_122);
        for (int i = 0; i < 500; i++) {
            byte[] changed = Arrays.copyOf(hello, random.nextInt(hello.length) + 1);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            TlsFront.offer(changed, segment);
        }
    }

    @Test
    void survivesAClientHelloInRecordsOfOneByte() throws Exception {
        byte[] hello = TlsHandshakeTests.clientHello();
        ByteBuffer records = ByteBuffer.allocate((hello.length - RecordInput.HEADER) * (RecordInput.HEADER + 1));
        for (int i = RecordInput.HEADER; i < hello.length; i++) {
            records.put(hello, 0, 3).putShort((short) 1).put(hello[i]);
        }
        TlsFront.offer(records.array(), Integer.MAX_VALUE);
        TlsFront.offer(records.array(), 1);
    }

    @Test
    void survivesRandomBytes() {
        var random = new Random(42);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                System.arraycopy(new byte[] {22, 3, 1}, 0, bytes, 0, Math.min(3, bytes.length));
            }
            TlsFront.offer(bytes, Integer.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void survivesChangedRecords(String protocol) throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            TlsPair pair = TlsPair.connect(protocol);
            TlsPair.send(pair.client(), "hello");
            ByteBuffer record = ByteBuffer.allocate(1000);
            pair.raw().server().read(record, 0);
            int changed = random.nextInt(record.position());
            record.put(changed, (byte) (record.get(changed) ^ 1 << random.nextInt(8)));
            TlsPair.send(pair.raw().client(), Arrays.copyOf(record.array(), record.position()));
            pair.raw().client().shutdown(dev.weir.stream.Half.WRITE);
            ByteBuffer read = ByteBuffer.allocate(100);
            // The version in a record's header is the one thing that nothing depends on in TLS 1.3 (RFC 8446 section
            // 5.1).
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                while (pair.server().read(read, LONG.toNanos()) >= 0) {
                    assertThat(read.position()).isEqualTo(5);
                }
            });
        }
    }
}
