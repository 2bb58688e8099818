package dev.weir.samples.smtp;

import java.util.List;

/**
 * A submitted mail.
 *
 * @param content headers and body, one character for a byte
 */
record Mail(String user, String sender, List<String> recipients, String content) {}
