package dev.weir.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What Debian's tshark makes of a capture. */
final class Tshark {

    private static final String SEPARATOR = "\u0001";

    /** Before the bytes of a stream; the streams are in any order. */
    private static final String STREAM = "Filter: tcp.stream eq ";

    /** Severities as epan/proto.h defines them. */
    private static final String COMMENT = Integer.toString(0x100000);

    private static final String CHAT = Integer.toString(0x200000);
    private static final String NOTE = Integer.toString(0x400000);

    private static final List<String> FIELDS = List.of(
            "frame.number",
            "frame.protocols",
            "frame.comment",
            "frame.len",
            "frame.cap_len",
            "ip.src",
            "ip.dst",
            "ipv6.src",
            "ipv6.dst",
            "ip.checksum.status",
            "tcp.stream",
            "tcp.srcport",
            "tcp.dstport",
            "tcp.flags.str",
            "tcp.checksum.status",
            "tcp.analysis.flags",
            "_ws.malformed",
            "_ws.expert.message",
            "_ws.expert.severity");

    private Tshark() {}

    /** A packet's fields by name; empty texts for those that it does not have. */
    record Packet(Map<String, String> fields) {

        String get(String field) {
            return fields.getOrDefault(field, "");
        }
    }

    /** The bytes of a TCP stream as Wireshark follows it. */
    @SuppressWarnings("ArrayRecordComponent") // Conversations are never compared.
    record Conversation(byte[] fromClient, byte[] fromServer) {}

    record Dissection(List<Packet> packets, List<Conversation> conversations) {

        List<String> all(String field) {
            return packets.stream().map(packet -> packet.get(field)).toList();
        }

        /** Asserts that Wireshark has nothing to complain of. */
        Dissection isFlawless() {
            assertThat(packets).isNotEmpty().allSatisfy(packet -> {
                assertThat(packet.get("_ws.malformed")).isEmpty();
                assertThat(packet.get("tcp.analysis.flags")).as("%s", packet).isEmpty();
                // 1 is good. Packets without TCP have none.
                assertThat(packet.get("tcp.checksum.status")).isIn("", "1");
                assertThat(packet.get("ip.checksum.status")).isIn("", "1");
                // No warning and no error. Each end of a connection is a note.
                assertThat(packet.get("_ws.expert.severity").split(",", -1))
                        .as("%s", packet)
                        .isSubsetOf("", COMMENT, CHAT, NOTE);
            });
            return this;
        }
    }

    /**
     * Dissects a file.
     *
     * @param streams number of TCP streams to follow
     * @param more further arguments, and {@code -e} fields
     */
    static Dissection dissect(byte[] file, int streams, String... more) throws Exception {
        Path path = Files.createTempFile("weir", ".pcapng");
        try {
            Files.write(path, file);
            return dissect(path, streams, more);
        } finally {
            Files.delete(path);
        }
    }

    private static Dissection dissect(Path path, int streams, String... more) throws Exception {
        List<String> fields = new ArrayList<>(FIELDS);
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", path.toString(), "-T", "fields"));
        command.addAll(List.of(
                "-E", "separator=" + SEPARATOR, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"));
        for (int i = 0; i < more.length; i += 2) {
            if (more[i].equals("-e")) {
                fields.add(more[i + 1]);
            } else {
                command.addAll(List.of(more[i], more[i + 1]));
            }
        }
        fields.forEach(field -> command.addAll(List.of("-e", field)));
        IntStream.range(0, streams).forEach(stream -> command.addAll(List.of("-z", "follow,tcp,raw," + stream)));
        try (var process = RunningProcess.start(new ProcessBuilder(command))) {
            int status = process.awaitExit();
            assertThat(status).as(process.output()).isZero();
            return parse(process.output(), fields);
        }
    }

    private static Dissection parse(String output, List<String> fields) {
        var packets = new ArrayList<Packet>();
        var streams = new TreeMap<Integer, List<ByteArrayOutputStream>>();
        List<ByteArrayOutputStream> sides = List.of();
        for (String line : output.lines().toList()) {
            if (line.indexOf(SEPARATOR) >= 0) {
                packets.add(packet(line.split(Pattern.quote(SEPARATOR), -1), fields));
            } else if (line.startsWith(STREAM)) {
                sides = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
                streams.put(Integer.valueOf(line.substring(STREAM.length())), sides);
            } else if (!sides.isEmpty() && line.matches("\t?[0-9a-f]+")) {
                // A tab begins what the server has sent.
                sides.get(line.startsWith("\t") ? 1 : 0)
                        .writeBytes(HexFormat.of().parseHex(line.strip()));
            }
        }
        List<Conversation> conversations = streams.values().stream()
                .map(both ->
                        new Conversation(both.get(0).toByteArray(), both.get(1).toByteArray()))
                .toList();
        return new Dissection(packets, conversations);
    }

    private static Packet packet(String[] values, List<String> names) {
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            fields.put(names.get(i), values[i]);
        }
        return new Packet(fields);
    }
}
