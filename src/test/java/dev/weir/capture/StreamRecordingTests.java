package dev.weir.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.capture.Pcapng.Packet;
import dev.weir.capture.StreamRecording.Sequences;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packets that are made of a stream's bytes. */
class StreamRecordingTests {

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;

    private static final Sequences ZERO = new Sequences(0, 0);
    private static final Flow FLOW = flow("192.0.2.7", "198.51.100.1");

    private final CaptureMemory memory = new CaptureMemory(16 << 20);

    private static Flow flow(String client, String server) {
        return Flow.of(
                new InetSocketAddress(InetAddress.ofLiteral(client), 4711),
                new InetSocketAddress(InetAddress.ofLiteral(server), 443),
                7);
    }

    private CaptureFile file(CapturedPayload payload) {
        return new CaptureFile(new CaptureOptions(Duration.ofMinutes(1), 8 << 20, payload, null), memory);
    }

    private static List<Packet> packets(CaptureFile file) {
        var bytes = new ByteArrayOutputStream();
        byte[] part = new byte[1000];
        for (long at = 0; at < file.store().length(); ) {
            int count = file.store()
                    .read(at, part, 0, (int) Math.min(part.length, file.store().length() - at));
            bytes.write(part, 0, count);
            at += count;
        }
        return Pcapng.packets(bytes.toByteArray());
    }

    private static Slice text(String text) {
        return Slice.of(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    /** Adds up 16-bit words one by one, as RFC 1071 defines the checksum; 0 if it is right. */
    private static int checksum(byte[]... parts) {
        int sum = 0;
        for (byte[] part : parts) {
            for (int i = 0; i < part.length; i++) {
                sum += (part[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
                sum = (sum & 0xFFFF) + (sum >> 16);
            }
        }
        return ~sum & 0xFFFF;
    }

    private static void assertChecksums(Packet packet) {
        byte[] bytes = packet.captured();
        int tcp = packet.tcpAt();
        byte[] addresses = Arrays.copyOfRange(bytes, tcp == 40 ? 8 : 12, tcp);
        byte[] segment = Arrays.copyOfRange(bytes, tcp, bytes.length);
        byte[] rest = {0, 6, (byte) (segment.length >> 8), (byte) segment.length};
        assertThat(checksum(addresses, rest, segment)).as("TCP checksum").isZero();
        if (tcp == 20) {
            assertThat(checksum(Arrays.copyOf(bytes, tcp))).as("IP checksum").isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7,198.51.100.1", "2001:db8::7,2001:db8::1", "2001:db8::7,198.51.100.1"})
    void packetsHaveTheAddressesAndRightChecksums(String client, String server) {
        CaptureFile file = file(CapturedPayload.ALL);
        var recording = new StreamRecording(file, flow(client, server), Sequences.of(7), null);
        recording.open("opened");
        for (int length = 1; length < 9; length++) {
            recording.bytes(length % 2 == 0, text("abcdefgh".substring(0, length)));
        }
        recording.finish(true);
        recording.close("ended", false);
        assertThat(packets(file)).hasSize(3 + 8 + 3).allSatisfy(StreamRecordingTests::assertChecksums);
        assertThat(packets(file).getFirst().comment()).isEqualTo("opened");
        assertThat(packets(file).getLast().comment()).isEqualTo("ended");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5, Integer.MAX_VALUE - 3})
    void sequenceNumbersContinueWhereTheyWrapAround(int start) {
        CaptureFile file = file(CapturedPayload.ALL);
        var recording = new StreamRecording(file, FLOW, new Sequences(start, start), null);
        recording.open("opened");
        recording.bytes(true, text("request"));
        recording.bytes(false, text("reply"));
        recording.finish(true);
        recording.close("peer_closed", false);
        List<Packet> packets = packets(file);
        assertThat(packets.stream().map(Packet::flags))
                .containsExactly(SYN, SYN | ACK, ACK, PSH | ACK, PSH | ACK, FIN | ACK, FIN | ACK, ACK);
        assertThat(packets.stream().map(packet -> packet.sequence() - start)).containsExactly(0, 0, 1, 1, 1, 8, 6, 9);
        assertThat(packets.stream().skip(1).map(packet -> packet.acknowledgement() - start))
                .containsExactly(1, 1, 1, 8, 6, 9, 7);
        assertThat(packets.stream().map(Packet::sourcePort))
                .containsExactly(4711, 443, 4711, 4711, 443, 4711, 443, 4711);
    }

    @Test
    void longWritesAreSegmentsThatTheOtherSideAcknowledges() {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        CaptureFile file = file(CapturedPayload.ALL);
        var recording = new StreamRecording(file, FLOW, ZERO, null);
        recording.open("opened");
        recording.bytes(false, Slice.of(ByteBuffer.wrap(bytes)));
        List<Packet> packets = packets(file).subList(3, packets(file).size());
        assertThat(packets).hasSize(6).allSatisfy(packet -> {
            assertThat(packet.length()).isLessThanOrEqualTo(65_535);
            assertChecksums(packet);
        });
        var sent = new ByteArrayOutputStream();
        packets.stream()
                .filter(packet -> packet.sourcePort() == 443)
                .forEach(packet -> sent.writeBytes(packet.payload()));
        assertThat(sent.toByteArray()).isEqualTo(bytes);
        assertThat(packets.getLast().sourcePort()).isEqualTo(4711);
        assertThat(packets.getLast().acknowledgement()).isEqualTo(bytes.length + 1);
    }

    @ParameterizedTest
    @CsvSource({"NONE,0", "FIRST_256,256", "ALL,1000"})
    void payloadIsCutOffAndTheLengthStays(CapturedPayload payload, int kept) {
        CaptureFile file = file(payload);
        var recording = new StreamRecording(file, FLOW, ZERO, null);
        recording.bytes(true, text("x".repeat(1000)));
        assertThat(packets(file)).singleElement().satisfies(packet -> {
            assertThat(packet.length()).isEqualTo(1040);
            assertThat(packet.payload()).asString(UTF_8).isEqualTo("x".repeat(kept));
        });
    }

    /** The checksum of a short payload would tell the payload. */
    @Test
    void checksumsTellNothingOfPayloadThatIsNotKept() {
        assertThat(recorded(CapturedPayload.NONE, "1")).isEqualTo(recorded(CapturedPayload.NONE, "9"));
        String long1 = "x".repeat(256);
        assertThat(recorded(CapturedPayload.FIRST_256, long1 + "1"))
                .isEqualTo(recorded(CapturedPayload.FIRST_256, long1 + "9"));
        assertThat(recorded(CapturedPayload.ALL, "1")).isNotEqualTo(recorded(CapturedPayload.ALL, "9"));
    }

    private byte[] recorded(CapturedPayload payload, String text) {
        CaptureFile file = file(payload);
        new StreamRecording(file, FLOW, ZERO, null).bytes(true, text(text));
        return packets(file).getFirst().captured();
    }

    @ParameterizedTest
    @CsvSource({"true,4711", "false,443"})
    void aResetIsTheLastPacketOfTheSideThatSentIt(boolean byClient, int port) {
        CaptureFile file = file(CapturedPayload.NONE);
        var recording = new StreamRecording(file, FLOW, ZERO, null);
        recording.open("opened");
        if (!byClient) {
            recording.reset();
        }
        recording.close("cause", byClient);
        Packet last = packets(file).getLast();
        assertThat(last.flags()).isEqualTo(RST | ACK);
        assertThat(last.sourcePort()).isEqualTo(port);
        assertThat(last.comment()).isEqualTo("cause");
    }

    @Test
    void theEndOfASideThatNobodyHasSeenIsNotInvented() {
        CaptureFile file = file(CapturedPayload.NONE);
        var recording = new StreamRecording(file, FLOW, ZERO, null);
        recording.open("opened");
        recording.close("idle_timeout", false);
        List<Packet> packets = packets(file);
        assertThat(packets.stream().skip(3).map(Packet::flags)).containsExactly(FIN | ACK, ACK);
        assertThat(packets.stream().skip(3).map(Packet::sourcePort)).containsExactly(443, 4711);
    }

    @Test
    void unixDomainSocketsAreShownAsTheLoopback() {
        var unnamed = UnixDomainSocketAddress.of("");
        Flow flow = Flow.of(unnamed, UnixDomainSocketAddress.of("/run/weir.sock"), 3);
        assertThat(flow.source(true)).containsExactly(127, 0, 0, 1);
        assertThat(flow.sourcePort(true)).isEqualTo(49_155);
        assertThat(flow.sourcePort(false)).isEqualTo(1);
        assertThat(Flow.of(new InetSocketAddress("192.0.2.7", 4711), unnamed, 3).source(true))
                .containsExactly(192, 0, 2, 7);
    }

    @Test
    void onlyWholeBlocksAreInTheFileWhenThereIsNoMoreRoom() {
        var options = new CaptureOptions(Duration.ofMinutes(1), 4096, CapturedPayload.ALL, null);
        var file = new CaptureFile(options, memory);
        var recording = new StreamRecording(file, FLOW, ZERO, null);
        assertThatThrownBy(() -> {
                    while (true) {
                        recording.bytes(true, text("x".repeat(100)));
                    }
                })
                .isInstanceOfSatisfying(
                        NoRoomException.class, full -> assertThat(full.reason()).isEqualTo(CaptureEnd.MAX_BYTES));
        assertThat(file.store().length()).isBetween(3800L, 4096L);
        assertThat(packets(file)).hasSize((int) file.packets());
    }

    @Test
    void memoryIsTakenForWhatIsWrittenAndGivenBack() {
        CaptureFile file = file(CapturedPayload.ALL);
        assertThat(memory.used()).isEqualTo(BlockStore.CHUNK);
        new StreamRecording(file, FLOW, ZERO, null).bytes(true, text("x".repeat(BlockStore.CHUNK)));
        assertThat(memory.used()).isEqualTo(2 * BlockStore.CHUNK);
        file.store().free();
        assertThat(memory.used()).isZero();
    }
}
