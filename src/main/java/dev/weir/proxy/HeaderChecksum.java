package dev.weir.proxy;

import dev.weir.stream.Buffers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Verifies and adds the optional checksum of a version 2 header (PP2_TYPE_CRC32C, section 2.2.3 of the specification). */
final class HeaderChecksum {

    private static final int LENGTH = 4;

    /** Bytes of the whole TLV. */
    static final int TLV_LENGTH = ProxyTlv.HEAD + LENGTH;

    private HeaderChecksum() {}

    /** @param tlvs all TLVs of the header, which are at its end */
    static void verify(ByteBuffer header, List<ProxyTlv> tlvs) throws ProxyProtocolException {
        for (ProxyTlv tlv : tlvs) {
            if (tlv.type() != ProxyTlv.CRC32C) {
                continue;
            }
            if (tlv.value().remaining() != LENGTH) {
                throw new ProxyProtocolException("the header's checksum does not have " + LENGTH + " bytes");
            }
            if (tlv.value().getInt() != compute(header, tlvs)) {
                throw new ProxyProtocolException("the header's checksum is wrong");
            }
        }
    }

    /** Appends the checksum's TLV as the last one of a header, whose length field includes it already. */
    static void append(ByteBuffer header) {
        header.put((byte) ProxyTlv.CRC32C).putShort((short) LENGTH).putInt(0);
        int end = header.position();
        header.putInt(end - LENGTH, compute(header.slice(0, end)));
    }

    /** Computes the checksum of the whole header, with the four bytes of the checksum as 0. */
    private static int compute(ByteBuffer header, List<ProxyTlv> tlvs) {
        int end = header.limit();
        ByteBuffer zeroed = Buffers.copyOf(header.slice(0, end));
        for (ProxyTlv tlv : tlvs.reversed()) {
            int value = end - tlv.value().remaining();
            if (tlv.type() == ProxyTlv.CRC32C) {
                zeroed.putInt(value, 0);
            }
            end = value - ProxyTlv.HEAD;
        }
        return compute(zeroed);
    }

    private static int compute(ByteBuffer zeroed) {
        var crc = new CRC32C();
        crc.update(zeroed);
        return (int) crc.getValue();
    }
}
