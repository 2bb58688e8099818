package dev.weir.autoconfigure;

import dev.weir.net.CidrBlock;
import dev.weir.net.CidrBlocks;
import java.util.ArrayList;
import java.util.List;

/** Parses a setting that lists IP addresses and CIDR blocks. */
final class AddressBlocks {

    private AddressBlocks() {}

    static CidrBlocks of(String key, List<String> texts) {
        var blocks = new ArrayList<CidrBlock>();
        for (int i = 0; i < texts.size(); i++) {
            blocks.add(block(key + "[" + i + "]", texts.get(i)));
        }
        return new CidrBlocks(blocks);
    }

    private static CidrBlock block(String key, String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    key,
                    text,
                    "cannot be understood (" + e.getMessage() + ")",
                    "Set it to an IP address or a CIDR block, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.");
        }
    }
}
