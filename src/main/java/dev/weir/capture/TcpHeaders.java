package dev.weir.capture;

import java.nio.ByteBuffer;

/** Writes the IP and TCP headers of one conversation's packets (RFC 791, RFC 8200, RFC 9293). Requires the capture's lock. */
final class TcpHeaders {

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    /** The longest payload of a packet: 65,535 bytes with the headers of IPv4. */
    static final int MAX_SEGMENT = 65_495;

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int TCP_LENGTH = 20;
    private static final int PROTOCOL_TCP = 6;
    private static final int HOPS = 64;
    private static final short DO_NOT_FRAGMENT = 0x4000;
    private static final int IPV6_VERSION = 6 << 28;

    /** Maximum segment size (RFC 9293 section 3.2), and a window scale of 7 (RFC 7323): windows of 8 MB. */
    private static final byte[] SYN_OPTIONS = {2, 4, (byte) (MAX_SEGMENT >> 8), (byte) MAX_SEGMENT, 1, 3, 3, 7};

    private static final short WINDOW = -1;

    private final Flow flow;
    private final ByteBuffer headers = ByteBuffer.allocate(IPV6_LENGTH + TCP_LENGTH + SYN_OPTIONS.length);

    TcpHeaders(Flow flow) {
        this.flow = flow;
    }

    /**
     * Returns the headers of a packet, valid until the next call.
     *
     * @param flags an options field is written with {@link #SYN}
     * @param payloadSum the payload's {@link InternetChecksum#sum sum}
     */
    ByteBuffer write(
            boolean fromClient, int sequence, int acknowledgement, int flags, int payloadLength, long payloadSum) {
        int tcpLength = TCP_LENGTH + ((flags & SYN) == 0 ? 0 : SYN_OPTIONS.length);
        headers.clear();
        if (flow.isIpv6()) {
            writeIpv6(fromClient, tcpLength + payloadLength);
        } else {
            writeIpv4(fromClient, tcpLength + payloadLength);
        }
        int start = headers.position();
        headers.putShort((short) flow.sourcePort(fromClient)).putShort((short) flow.destinationPort(fromClient));
        headers.putInt(sequence).putInt(acknowledgement);
        headers.put((byte) ((tcpLength / Integer.BYTES) << 4)).put((byte) flags);
        headers.putShort(WINDOW);
        int checksum = headers.position();
        headers.putShort((short) 0).putShort((short) 0);
        if ((flags & SYN) != 0) {
            headers.put(SYN_OPTIONS);
        }
        headers.flip();
        long sum = pseudoHeaderSum(tcpLength + payloadLength)
                + InternetChecksum.sum(headers, start, tcpLength)
                + payloadSum;
        return headers.putShort(checksum, InternetChecksum.complement(sum));
    }

    private void writeIpv4(boolean fromClient, int length) {
        headers.put((byte) 0x45).put((byte) 0).putShort((short) (IPV4_LENGTH + length));
        headers.putShort((short) 0).putShort(DO_NOT_FRAGMENT);
        headers.put((byte) HOPS).put((byte) PROTOCOL_TCP);
        int checksum = headers.position();
        headers.putShort((short) 0);
        headers.put(flow.source(fromClient)).put(flow.destination(fromClient));
        headers.putShort(checksum, InternetChecksum.complement(InternetChecksum.sum(headers, 0, IPV4_LENGTH)));
    }

    private void writeIpv6(boolean fromClient, int length) {
        headers.putInt(IPV6_VERSION).putShort((short) length);
        headers.put((byte) PROTOCOL_TCP).put((byte) HOPS);
        headers.put(flow.source(fromClient)).put(flow.destination(fromClient));
    }

    private long pseudoHeaderSum(int length) {
        ByteBuffer client = ByteBuffer.wrap(flow.source(true));
        ByteBuffer server = ByteBuffer.wrap(flow.source(false));
        return InternetChecksum.sum(client, 0, client.capacity())
                + InternetChecksum.sum(server, 0, server.capacity())
                + PROTOCOL_TCP
                + length;
    }
}
