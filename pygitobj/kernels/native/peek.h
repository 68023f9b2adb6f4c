/* The first bytes of a zlib stream, out of its first block.
 *
 * zlib makes tables for whole blocks, which takes far longer than decoding the few symbols that are wanted. Here
 * nothing is answered that zlib could see otherwise: what is damaged, or ends so soon, is left to it.
 * RFC 1950, RFC 1951.
 */
#ifndef PYGITOBJ_PEEK_H
#define PYGITOBJ_PEEK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PEEK_LONGEST 15     /* bits of a code */
#define PEEK_LENGTHS 286    /* symbols of literals, lengths and the end of a block */
#define PEEK_SYMBOLS 288    /* as many as the fixed codes have room for */
#define PEEK_DISTANCES 30
#define PEEK_FAR 7          /* bits of a code for lengths of codes */

typedef struct {
    const unsigned char *in;
    size_t left;    /* bytes not yet taken */
    uint64_t bits;  /* those taken, the next one lowest */
    unsigned count;
} peek_bits;

/* Codes of one kind: how many there are of each length, and their symbols, shortest first. */
typedef struct {
    uint16_t count[PEEK_LONGEST + 1];
    uint16_t symbols[PEEK_SYMBOLS];
} peek_codes;

/* Take bytes until there are bits enough for what is read at once, or no bytes more. Each is read once. */
static inline void peek_fill(peek_bits *from)
{
    while (from->count <= 56 && from->left) {
        from->bits |= (uint64_t)*(const volatile unsigned char *)from->in++ << from->count;
        from->count += 8;
        from->left--;
    }
}

/* Whether there were so many bits more; they are then in value. */
static inline int peek_take(peek_bits *from, unsigned wanted, unsigned *value)
{
    if (from->count < wanted)
        peek_fill(from);
    if (from->count < wanted)
        return 0;
    *value = (unsigned)(from->bits & (((uint64_t)1 << wanted) - 1));
    from->bits >>= wanted;
    from->count -= wanted;
    return 1;
}

/* The symbol of the next code, -1 where there is none. */
static inline int peek_symbol(peek_bits *from, const peek_codes *codes)
{
    int code = 0, first = 0, index = 0;
    unsigned length;
    if (from->count < PEEK_LONGEST)
        peek_fill(from);
    for (length = 1; length <= PEEK_LONGEST && length <= from->count; length++) {
        int here = codes->count[length];
        code |= (int)(from->bits >> (length - 1) & 1);
        if (code - here < first) {
            from->bits >>= length;
            from->count -= length;
            return codes->symbols[index + (code - first)];
        }
        index += here;
        first = (first + here) << 1;
        code <<= 1;
    }
    return -1;
}

/* How many codes are missing of those that such lengths leave room for, below 0 for too many. */
static inline int peek_codes_of(peek_codes *codes, const unsigned char *lengths, unsigned count)
{
    uint16_t next[PEEK_LONGEST + 1];
    unsigned at;
    int missing = 1;
    memset(codes->count, 0, sizeof codes->count);
    for (at = 0; at < count; at++)
        codes->count[lengths[at]]++;
    codes->count[0] = 0;
    next[1] = 0;
    for (at = 1; at <= PEEK_LONGEST; at++) {
        missing = 2 * missing - codes->count[at];
        if (missing < 0)
            return missing;
        if (at < PEEK_LONGEST)
            next[at + 1] = (uint16_t)(next[at] + codes->count[at]);
    }
    for (at = 0; at < count; at++)
        if (lengths[at])
            codes->symbols[next[lengths[at]]++] = (uint16_t)at;
    return missing;
}

/* Whether the lengths of count codes could be read. */
static inline int peek_lengths(peek_bits *from, unsigned char *lengths, unsigned count)
{
    static const unsigned char order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    unsigned char of_lengths[19] = {0}, table[1 << PEEK_FAR], bits[1 << PEEK_FAR];
    unsigned code = 0, length, symbol, at, many, value, repeated;
    if (!peek_take(from, 4, &many))
        return 0;
    for (at = 0; at < many + 4; at++) {
        if (!peek_take(from, 3, &value))
            return 0;
        of_lengths[order[at]] = (unsigned char)value;
    }
    for (length = 1; length <= PEEK_FAR; length++, code <<= 1)
        for (symbol = 0; symbol < 19; symbol++) {
            unsigned turned = 0;
            if (of_lengths[symbol] != length)
                continue;
            if (code >> length)
                return 0; /* too many */
            for (at = 0; at < length; at++)
                turned |= (code >> at & 1) << (length - 1 - at);
            for (at = turned; at < 1 << PEEK_FAR; at += 1u << length) {
                table[at] = (unsigned char)symbol;
                bits[at] = (unsigned char)length;
            }
            code++;
        }
    if (code >> 1 != 1 << PEEK_FAR)
        return 0; /* too few */
    for (at = 0; at < count;) {
        unsigned index;
        if (from->count < PEEK_FAR + 7)
            peek_fill(from);
        index = (unsigned)(from->bits & ((1 << PEEK_FAR) - 1));
        if (bits[index] > from->count)
            return 0;
        from->bits >>= bits[index];
        from->count -= bits[index];
        symbol = table[index];
        if (symbol < 16) {
            lengths[at++] = (unsigned char)symbol;
            continue;
        }
        if (symbol == 16 && !at)
            return 0;
        value = symbol == 16 ? lengths[at - 1] : 0;
        if (!peek_take(from, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &repeated))
            return 0;
        repeated += symbol == 18 ? 11 : 3;
        if (repeated > count - at)
            return 0;
        memset(lengths + at, (int)value, repeated);
        at += repeated;
    }
    return 1;
}

/* Whether a distance that reaches back no further than made follows the length that was read. */
static inline int peek_distance(peek_bits *from, const peek_codes *codes, unsigned made, unsigned *distance)
{
    int symbol = peek_symbol(from, codes);
    unsigned more = 0;
    if (symbol < 0 || symbol >= PEEK_DISTANCES)
        return 0;
    if (symbol < 4) {
        *distance = (unsigned)symbol + 1;
    } else {
        if (!peek_take(from, (unsigned)symbol / 2 - 1, &more))
            return 0;
        *distance = ((2u + ((unsigned)symbol & 1)) << ((unsigned)symbol / 2 - 1)) + more + 1;
    }
    return *distance <= made;
}

/* Whether a length follows whose first symbol was read. */
static inline int peek_length(peek_bits *from, unsigned symbol, unsigned *length)
{
    unsigned more = 0, extra;
    symbol -= 257;
    if (symbol < 8) {
        *length = symbol + 3;
        return 1;
    }
    if (symbol == 28) {
        *length = 258;
        return 1;
    }
    extra = symbol / 4 - 1;
    if (!peek_take(from, extra, &more))
        return 0;
    *length = ((4u + (symbol & 3)) << extra) + more + 3;
    return 1;
}

/* The codes of a block that brings none. */
static inline void peek_fixed(peek_codes *literals, peek_codes *distances)
{
    unsigned at;
    memset(literals->count, 0, sizeof literals->count);
    memset(distances->count, 0, sizeof distances->count);
    literals->count[7] = 24;
    literals->count[8] = 152;
    literals->count[9] = 112;
    for (at = 0; at < 24; at++)
        literals->symbols[at] = (uint16_t)(256 + at);
    for (at = 0; at < 144; at++)
        literals->symbols[24 + at] = (uint16_t)at;
    for (at = 0; at < 8; at++)
        literals->symbols[168 + at] = (uint16_t)(280 + at);
    for (at = 0; at < 112; at++)
        literals->symbols[176 + at] = (uint16_t)(144 + at);
    distances->count[5] = 32;
    for (at = 0; at < 32; at++)
        distances->symbols[at] = (uint16_t)at;
}

/* Whether the codes that a block brings could be read, and zlib would take them. */
static inline int peek_dynamic(peek_bits *from, peek_codes *literals, peek_codes *distances)
{
    unsigned char lengths[PEEK_LENGTHS + PEEK_DISTANCES];
    unsigned many, far;
    int missing;
    if (!peek_take(from, 5, &many) || !peek_take(from, 5, &far))
        return 0;
    many += 257;
    far += 1;
    if (many > PEEK_LENGTHS || far > PEEK_DISTANCES || !peek_lengths(from, lengths, many + far))
        return 0;
    if (!lengths[256] || peek_codes_of(literals, lengths, many))
        return 0;
    missing = peek_codes_of(distances, lengths + many, far);
    /* One code alone may leave room for others. */
    return missing == 0 || (missing == 1 << (PEEK_LONGEST - 1) && distances->count[1] == 1);
}

/* As peek, of a block that holds its bytes as they are. */
static inline int peek_stored(peek_bits *from, unsigned char *out, unsigned most)
{
    unsigned value, opposite, at;
    if (!peek_take(from, from->count & 7, &value))
        return 0;
    if (!peek_take(from, 16, &value) || !peek_take(from, 16, &opposite) || value != (opposite ^ 0xFFFF) || value <= most)
        return 0;
    for (at = 0; at < most; at++) {
        if (!peek_take(from, 8, &value))
            return 0;
        out[at] = (unsigned char)value;
    }
    return 1;
}

/* Whether the first most bytes of the stream at in are now in out; where not, zlib has to tell. */
static inline int peek(const unsigned char *in, size_t size, unsigned char *out, unsigned most)
{
    peek_bits from = {in, size, 0, 0};
    peek_codes literals, distances;
    unsigned head, flags, block, made = 0, length = 0, distance = 0;
    if (!peek_take(&from, 8, &head) || !peek_take(&from, 8, &flags) || !peek_take(&from, 3, &block))
        return 0;
    if ((head & 15) != 8 || head >> 4 > 7 || (head << 8 | flags) % 31 || flags & 32)
        return 0;
    if (block >> 1 == 0)
        return peek_stored(&from, out, most);
    if (block >> 1 == 1)
        peek_fixed(&literals, &distances);
    else if (block >> 1 != 2 || !peek_dynamic(&from, &literals, &distances))
        return 0;
    for (;;) {
        int symbol = peek_symbol(&from, &literals);
        if (symbol < 0 || symbol == 256 || symbol >= PEEK_LENGTHS)
            return 0;
        if (symbol < 256) {
            if (made == most)
                return 1;
            out[made++] = (unsigned char)symbol;
            continue;
        }
        /* zlib looks at the symbol after the last byte too. */
        if (!peek_length(&from, (unsigned)symbol, &length) || !peek_distance(&from, &distances, made, &distance))
            return 0;
        for (; length && made < most; length--, made++)
            out[made] = out[made - distance];
        if (length)
            return 1;
    }
}

#endif
