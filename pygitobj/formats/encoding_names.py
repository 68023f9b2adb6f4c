"""Names of encodings: those that glibc's iconv has, of all that Python's tables are for.

Python takes more names, and reads them by rules of its own ("utf", "latin_1"). What iconv does not know is no encoding
for git. Case does not count.
"""

from __future__ import annotations

ICONV_NAMES = frozenset(
    """
    1026 437 500 850 852 855 857 858 860 861 862 863 864 865 866 869 8859_1 8859_2 8859_3 8859_4 8859_5 8859_6
    8859_7 8859_8 8859_9 ansi_x3.4-1968 ansi_x3.4-1986 arabic ascii asmo-708 big5 big5-hkscs big5hkscs cn-gb cp-gr
    cp037 cp1026 cp1125 cp1140 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp1361 cp273 cp367
    cp424 cp437 cp500 cp737 cp775 cp819 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865
    cp866 cp869 cp874 cp875 cp932 cp936 cp949 cp950 csascii csibm037 csibm1026 csibm273 csibm424 csibm500 csibm855
    csibm857 csibm860 csibm863 csibm864 csibm865 csibm866 csibm869 csiso2022jp csiso2022kr csisolatin1 csisolatin2
    csisolatin3 csisolatin4 csisolatin5 csisolatin6 csisolatinarabic csisolatincyrillic csisolatingreek
    csisolatinhebrew cskoi8r cspc775baltic cspc850multilingual cspc862latinhebrew cspc8codepage437 cspcp852
    csshiftjis cyrillic ebcdic-cp-be ebcdic-cp-ca ebcdic-cp-ch ebcdic-cp-he ebcdic-cp-nl ebcdic-cp-us ebcdic-cp-wt
    ecma-114 ecma-118 elot_928 euc-cn euc-jisx0213 euc-jp euc-kr euccn eucjp euckr gb18030 gb2312 gbk greek greek8
    hebrew hp-roman8 ibm037 ibm1026 ibm1140 ibm273 ibm367 ibm424 ibm437 ibm500 ibm775 ibm819 ibm850 ibm852 ibm855
    ibm857 ibm858 ibm860 ibm861 ibm862 ibm863 ibm864 ibm865 ibm866 ibm869 ibm874 iso-2022-jp iso-2022-jp-2
    iso-2022-jp-3 iso-2022-kr iso-8859-1 iso-8859-10 iso-8859-11 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16
    iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-9 iso-celtic iso-ir-100
    iso-ir-101 iso-ir-109 iso-ir-110 iso-ir-126 iso-ir-127 iso-ir-138 iso-ir-144 iso-ir-148 iso-ir-157 iso-ir-166
    iso-ir-199 iso-ir-226 iso-ir-6 iso2022jp iso2022kr iso646-us iso8859-1 iso8859-10 iso8859-11 iso8859-13
    iso8859-14 iso8859-15 iso8859-16 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8
    iso8859-9 iso88591 iso885910 iso885911 iso885913 iso885914 iso885915 iso885916 iso88592 iso88593 iso88594
    iso88595 iso88596 iso88597 iso88598 iso88599 iso_646.irv:1991 iso_8859-1 iso_8859-10 iso_8859-10:1992
    iso_8859-14 iso_8859-14:1998 iso_8859-15 iso_8859-16 iso_8859-16:2001 iso_8859-1:1987 iso_8859-2
    iso_8859-2:1987 iso_8859-3 iso_8859-3:1988 iso_8859-4 iso_8859-4:1988 iso_8859-5 iso_8859-5:1988 iso_8859-6
    iso_8859-6:1987 iso_8859-7 iso_8859-7:1987 iso_8859-8 iso_8859-8:1988 iso_8859-9 iso_8859-9:1989 johab koi8-r
    koi8-t koi8-u koi8r koi8u l1 l10 l2 l3 l4 l5 l6 l7 l8 latin-9 latin1 latin10 latin2 latin3 latin4 latin5
    latin6 latin7 latin8 latin9 mac-cyrillic maccyrillic macintosh ms-ansi ms-arab ms-cyrl ms-ee ms-greek ms-turk
    ms932 ms936 ms_kanji mscp949 pt154 r8 rk1048 roman8 ruscii shift-jis shift_jis shift_jisx0213 shiftjisx0213
    sjis strk1048-2002 tis-620 tis620 uhc ujis us us-ascii utf-16 utf-16be utf-16le utf-32 utf-32be utf-32le utf-7
    utf-8 utf16 utf16be utf16le utf32 utf32be utf32le utf7 utf8 winbaltrim windows-1250 windows-1251 windows-1252
    windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 windows-874
    """.split()  # noqa: SIM905 - names, not a sentence
)
# The one name that git reads where iconv does not.
OWN = "latin-1"
