/** HL7 version 2 over MLLP: admissions in, acknowledgements out. */
@NullMarked
package dev.weir.samples.hl7;

import org.jspecify.annotations.NullMarked;
