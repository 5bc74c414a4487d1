"""Templates and variables, by topic, for templates.py. All of them are written for this project."""

HELLO = [{"role": "user", "content": "Hello"}]
TALK = [
    {"role": "system", "content": "  Be brief. "},
    {"role": "user", "content": "What is 2+2?\n"},
    {"role": "assistant", "content": "<think>\nSum: 4.\n</think>\n\nIt is 4."},
    {"role": "user", "content": "And twice that?"},
    {"role": "assistant", "content": "8 \U0001f389 — öäü <b>\"ok\"</b> & 'fine'"},
]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "look_up",
            "description": "Finds an \"order\" by id – fast & safe.",
            "parameters": {
                "type": "object",
                "properties": {
                    "order_id": {"type": "string", "description": "Such as A-17"},
                    "limit": {"type": "integer", "default": 3, "minimum": 0.5},
                    "tags": {"type": "array", "items": {"type": "string"}, "enum": []},
                },
                "required": ["order_id"],
            },
        },
    },
    {"type": "function", "function": {"name": "now", "parameters": {}}},
]
CALLS = [
    {"role": "user", "content": "Where is A-17?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "look_up", "arguments": {"order_id": "A-17", "limit": 1}},
            },
            {"id": "c2", "type": "function", "function": {"name": "now", "arguments": "{}"}},
        ],
    },
    {"role": "tool", "tool_call_id": "c1", "name": "look_up", "content": '{"state": "sent"}'},
    {"role": "tool", "tool_call_id": "c2", "name": "now", "content": "12:00"},
    {"role": "assistant", "content": "It was sent."},
]
PEOPLE = [
    {"name": "Ada", "age": 36, "town": "London", "tags": ["x", "y"]},
    {"name": "bob", "age": 7, "town": "paris", "tags": []},
    {"name": "Cyd", "age": 36, "town": "Paris", "tags": ["z"]},
    {"name": "dan", "age": 51.5, "town": "london"},
]
VALUES = {
    "none": None,
    "yes": True,
    "no": False,
    "zero": 0,
    "one": 1,
    "big": 123456789012345678901234567890,
    "pi": 3.14159,
    "tiny": 1e-7,
    "huge": 1e22,
    "whole": 4.0,
    "empty": "",
    "text": "The quick brown fox",
    "quotes": "it's \"here\"\n\ttab \\ slash \x07 \x7f é \u200b \U0001f600",
    "words": ["beta", "Alpha", "gamma", "alpha"],
    "numbers": [3, 1, 2, 2, -5],
    "mixed": [1, "a", None, True, 2.5, [1, [2]], {"k": "v"}],
    "dict": {"b": 1, "a": [1, 2], "C": {"d": None}},
    "nested": {"x": {"y": {"z": "deep"}}, "items": "an item", "list": [{"n": 1}, {"n": 2}]},
}

TOPICS = {}


def topic(name, *templates, **variables):
    TOPICS[name] = [
        template if isinstance(template, tuple) else (template, variables)
        for template in templates
    ]


topic(
    "printing",
    "{{ none }}|{{ yes }}|{{ no }}|{{ zero }}|{{ one }}|{{ big }}|{{ pi }}",
    "{{ tiny }}|{{ huge }}|{{ whole }}|{{ 1e16 }}|{{ 1e15 }}|{{ 123456.789e3 }}|{{ 0.1 + 0.2 }}",
    "{{ 1.0 }} {{ 100.0 }} {{ 1e300 * 1e10 }} {{ -(1e300 * 1e10) }} {{ 2e-3 }} {{ 5e-324 }}",
    "{{ 1/3 }} {{ 2/3 }} {{ 10/5 }} {{ 1e-5 }} {{ 0.0001 }} {{ 1234567890123456.7 }} {{ 2e23 }}",
    "{{ words }}|{{ numbers }}|{{ mixed }}",
    "{{ dict }}|{{ nested }}",
    "{{ quotes }}",
    "{{ [quotes] }}",
    "{{ ['it\\'s', 'say \"x\"', 'both \\' and \"'] }}",
    "{{ (1,) }} {{ () }} {{ (1, 'a') }} {{ 1, 2 }} {{ [()] }}",
    "{{ {'a': (1, [2, {'b': none}])} }} {{ {} }} {{ {1: 2, none: true, 1.5: 'x'} }}",
    "{{ missing }}|{{ [missing] }}|{{ dict.nope }}|{{ dict['nope'] }}|",
    "{{ range(5) }} {{ range(1, 5) }} {{ range(10, 0, -3) }} {{ range(3) | list }}",
    "{{ dict.items() }} {{ dict.keys() }} {{ dict.values() }}",
    "{{ namespace(a=1, b='x') }}",
    "{{ 'a' 'b' \"c\" }}",
    "{{ ['\\u00e9\\u200b\\U0001F600\\x41\\101\\n\\q\\N{BULLET}'] }}",
    "{{ '\\x41\\u00e9 \\\\ \\'' }}{{ \"tab\\there\" }}{{ 'line\\\ncontinued' }}",
    "{{ '\\é' }} {{ '\\d+' }}",
    "{{ 1_000 + 0x1F + 0b101 + 0o17 }} {{ 1_0.5_0 }} {{ 1e3 }} {{ 1E-2 }} {{ 00 }}",
    "{{ none is none }} {{ None }} {{ True }} {{ true }} {{ False }}",
    "{{ 9223372036854775807 + 1 }} {{ -9223372036854775808 - 1 }} {{ 3037000500 * 3037000500 }}",
    "{{ [0.1, 1e100, -0.0, 1.5e-10] }} {{ 123456789.123456789 }} {{ 9007199254740993.0 }}",
    "{{ true + true }} {{ +true }} {{ -true }} {{ - -3 }} {{ -3 | abs }} {{ 5 | string + 'x' }}",
    **VALUES,
)
topic(
    "whitespace",
    "a\n{% if true %}\nb\n{% endif %}\nc\n",
    "a\n   {% if true %}   \n  b  \n   {% endif %}\nc\n\n",
    "  {%- if true -%}  b  {%- endif -%}  c",
    "a  {%+ if true %}b{% endif +%}\nc",
    "a\n  {{- 'x' -}}  \n b {{ 'y' }}\n",
    "x{# note #}\ny\n  {# note #}\nz{#- note -#}  w {#+ keep +#}\nv",
    "{% raw %}{{ not }} {% tags %}{% endraw %}\nafter",
    "a {%- raw -%}  {{ x }}  {%- endraw -%}  b",
    "  {% raw %}\n  text\n  {% endraw %}\n end",
    "{% raw %}{% endraw %}|{% raw +%}x",
    "line\r\nnext\rlast{% if true %}\r\nend{% endif %}",
    "\n\n{% set a = 1 %}\n\n{{ a }}\n\n",
    "{% for i in [1, 2] %}\n    {{ i }}\n{% endfor %}\n",
    "{% for i in [1, 2] -%}\n    {{ i }}\n{%- endfor %}\n",
    "text {% if true %} x {% endif %} more\n\t{% if true %}\ty{% endif %}",
    "{{ 'a' }}\n{{ 'b' }}\n\n{{ 'c' }}\n",
    "\u00a0{%- if true %}\u2003x{% endif -%}\u3000y",
    "{{ \"}}\" }}{{ '{%' }}{{ {'a': {'b': 1}}['a']['b'] }}",
    "{ {% if 1 %}{}{% endif %} }} %} #}",
    "{% if true %}a{% else %}b{% endif %}{#\n multi\n line\n#}\nc",
    "{% set x = '\n' %}[{{ x }}]",
    "{%set x=1%}{{x}}{%if x%}y{%endif%}",
    "  {{ 'v' }}\n  {% set q = 1 %}  tail\n  {{- q }}",
    "{# a #}{# b #}\n\n{% if 1 %}\n\n{% endif %}\n",
    "a{% if 1 %}\n  {%- if 1 %}\nb\n{%- endif %}\n{% endif %}\n\n",
)
topic(
    "arithmetic",
    "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}",
    "{{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 0.5 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ (-8) ** 3 }}",
    "{{ 1 + 2 * 3 - 4 / 2 }} {{ (1 + 2) * 3 }} {{ 10 - 2 - 3 }} {{ 2 * 3 % 4 }} {{ 100 / 7 }}",
    "{{ 'a' + 'b' }} {{ 'ab' * 3 }} {{ 2 * 'xy' }} {{ [1] + [2] }} {{ [0] * 3 }} {{ (1,) + (2,) }}",
    "{{ 1 ~ 'a' ~ none ~ true ~ 1.0 ~ [1] }} {{ 1 ~ 2 + 3 }} {{ 1 + 2 ~ 3 }}",
    "{{ 'x' * 0 }}|{{ 'x' * -1 }}|{{ [1] * 0 }}",
    "{{ 5 == 5.0 }} {{ 1 == true }} {{ 'a' == 'a' }} {{ [1, 2] == [1, 2] }} {{ {'a': 1} == {'a': 1.0} }}",
    "{{ (1, 2) == [1, 2] }} {{ none == false }} {{ 0 == false }} {{ '' == none }} {{ missing == gone }}",
    "{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ 1 < 3 > 2 }} {{ 1 == 1 != 2 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }}",
    "{{ 'Z' < 'a' }} {{ (1, 'a') < (1, 'b') }} {{ true > false }} {{ 2.5 >= 2 }} {{ 10**20 > 1e19 }}",
    "{{ 'b' in 'abc' }} {{ 'x' not in 'abc' }} {{ 1 in [1.0] }} {{ 'a' in {'a': 1} }} {{ '' in '' }}",
    "{{ not true }} {{ not '' }} {{ not not 1 }} {{ not 1 == 2 }} {{ not 1 in [2] }}",
    "{{ 1 and 2 }} {{ 0 and 2 }} {{ '' or 'x' }} {{ none or false }} {{ 1 or missing.boom }}",
    "{{ 'yes' if 1 else 'no' }} {{ 'yes' if 0 }}| {{ 'a' if 0 else 'b' if 0 else 'c' }}",
    "{{ 1 if true else 2 if false else 3 }} {{ (1 if false) is defined }}",
    "{{ 10 % 3.5 }} {{ -10 % 3.5 }} {{ 0.0 % 5 }} {{ 1e16 + 1 }} {{ 7 // 0.5 }} {{ -1 // 0.3 }}",
    "{{ 12345678901234567890 // 7 }} {{ -12345678901234567890 % 1000 }} {{ 2 ** 100 }} {{ 3 ** 0 }}",
    "{{ 1 < 2 and 2 < 3 or false }} {{ 1 + 1 == 2 and 'ok' }} {{ 'a' ~ 'b' == 'ab' }}",
    "{{ -1 | abs }} {{ (-1) | abs }} {{ -1.5 | int }} {{ 2 + 3 | string }}",
    "{{ 1 / 0 }}",
    "{{ 1 % 0 }}",
    "{{ 1.0 // 0 }}",
    "{{ 0 ** -1 }}",
    "{{ 'a' + 1 }}",
    "{{ 1 + 'a' }}",
    "{{ [1] + (2,) }}",
    "{{ none + 1 }}",
    "{{ {} + {} }}",
    "{{ 'a' - 'b' }}",
    "{{ missing + 'x' }}",
    "{{ 'x' + missing }}",
    "{{ 1 < 'a' }}",
    "{{ none < 1 }}",
    "{{ {} < {} }}",
    "{{ 1 in 5 }}",
    "{{ 1 in 'a1' }}",
    "{{ [] in {} }}",
    "{{ -'a' }}",
    "{{ -missing }}",
    "{{ missing < 1 }}",
    "{{ 'a' * 1.5 }}",
    "{{ 2 ** 'a' }}",
)
topic(
    "undefined",
    "[{{ missing }}]{% if missing %}x{% else %}y{% endif %}{% for i in missing %}z{% endfor %}",
    "{{ missing is defined }} {{ missing is undefined }} {{ dict.x is defined }} {{ dict.b is defined }}",
    "{{ missing | default('d') }} {{ none | default('d') }} {{ '' | default('d', true) }} {{ dict.q | d }}|",
    "{{ missing | length }} {{ missing | list }} {{ missing | join(',') }}| {{ missing | upper }}|",
    "{{ missing ~ 'x' }} {{ missing == missing }} {{ missing != 1 }} {{ missing in [1] }} {{ 1 in missing }}",
    "{{ missing and 1 }}|{{ missing or 1 }}|{{ not missing }}",
    "{{ missing is string }} {{ missing is iterable }} {{ missing is mapping }} {{ missing is none }} {{ missing is callable }} {{ missing is sequence }}",
    "{{ none.x }}|{{ (none.x) is defined }}|{{ 5.x }}|{{ text.nope }}|{{ words.nope }}|{{ words[99] }}|{{ words['x'] }}",
    "{{ text[100] }}|{{ text['a'] }}|{{ none['x'] }}|{{ numbers[1.0] }}|{{ dict[[1]] }}|{{ 1[0] }}|{{ true.x }}",
    "{{ dict.__class__ }}|{{ text.__len__ }}|{{ dict._x }}|{{ text['__class__'] }}|",
    "{{ words.append }}|{{ words.append is defined }}|{{ dict.update is defined }}|{{ dict.pop }}",
    "{% set x = missing %}{{ x is defined }}[{{ x }}]",
    "{{ [missing, 1] | first | default('f') }} {{ [] | first }}| {{ [] | last | default('l') }}| {{ [] | max }}|",
    "{{ missing.x }}",
    "{{ missing.x.y is defined }}",
    "{{ missing['x'] }}",
    "{{ missing[0] }}",
    "{{ missing[1:] }}",
    "{{ missing() }}",
    "{{ dict.nope.deeper }}",
    "{{ dict.nope() }}",
    "{{ none.x.y }}",
    "{{ zero[1:] }}",
    "{{ dict[1:2] }}",
    "{{ words.append('x') }}",
    "{{ dict.update({'a': 1}) }}",
    "{{ words.pop() }}",
    "{{ words.sort() }}",
    "{{ dict.setdefault('a', 1) }}",
    "{{ dict.__class__.__mro__ }}",
    "{{ text.__class__() }}",
    "{{ missing | int }}",
    "{{ missing | tojson }}",
    "{{ missing | abs }}",
    "{{ 5() }}",
    "{{ text() }}",
    "{{ dict.b.c.d }}",
    "{{ (1 if false).x }}",
    **VALUES,
)
topic(
    "lookup",
    "{{ nested.x.y.z }} {{ nested['x']['y'].z }} {{ nested.list[1].n }} {{ nested.list.0.n }}",
    "{{ nested['items'] }} {{ nested.items() | list | length }} {{ dict['keys'] is callable }}",
    "{{ words[0] }} {{ words[-1] }} {{ words[1:3] }} {{ words[:-1] }} {{ words[::-1] }} {{ words[::2] }}",
    "{{ text[0] }} {{ text[-3:] }} {{ text[4:9] }} {{ text[::-1] }} {{ text[:5][::-2] }} {{ text[10:2:-3] }}",
    "{{ numbers[-2:] }} {{ numbers[5:] }} {{ numbers[-100:2] }} {{ numbers[3:1] }} {{ numbers[3:0:-1] }} {{ numbers[:] }}",
    "{{ (1, 2, 3)[1:] }} {{ range(10)[2] }} {{ range(10)[-1] }} {{ (range(10) | list)[8:2:-2] }} {{ range(10)[2:8:3] }} {{ range(3)[::-1] }} {{ range(5, 9)[:2] | list }}",
    "{{ numbers[none:2] }} {{ numbers[one:] }} {{ numbers[yes] }} {{ text[no] }}",
    "{{ quotes[-1] }} {{ quotes | length }} {{ quotes[-3:] }} {{ ('a\U0001f600b')[1] }} {{ ('a\U0001f600b')[2:] }}",
    "{{ dict.get('b') }} {{ dict.get('z') }} {{ dict.get('z', 'dflt') }} {{ dict.get('a')[1] }}",
    "{% for k, v in dict.items() %}{{ k }}={{ v }};{% endfor %}{% for k in dict %}{{ k }}{% endfor %}{{ dict.values() | list }}",
    "{{ dict.copy() }} {{ words.count('alpha') }} {{ words.index('gamma') }} {{ (1, 2, 1).count(1) }} {{ words.copy() }}",
    "{{ {1: 'a'}[1] }} {{ {1: 'a'}[true] }} {{ {1: 'a'}[1.0] }} {{ {(1, 2): 'b'}[(1, 2)] }} {{ {(1, 2): 'b'}[1, 2] }}",
    "{{ {'a': 1, 'a': 2} }} {{ {1: 'x', true: 'y'} }} {{ {'a': 1,} }} {{ [1, 2,] }}",
    "{{ dict(a=1, b=2) }} {{ dict({'x': 1}, y=2) }} {{ dict([('p', 1), ['q', 2]]) }} {{ dict() }}",
    "{{ words['count']('beta') }} {{ text['upper']() }} {{ 'abc'.upper().lower() }}",
    "{{ nested.list | map(attribute='n') | list }} {{ (nested.list | last).n }}",
    "{{ numbers[1:2:0] }}",
    "{{ words['a':] }}",
    "{{ words.index('nope') }}",
    "{{ dict.get() }}",
    "{{ dict.get(1, 2, 3) }}",
    "{{ dict.items(1) }}",
    "{{ {[1]: 2} }}",
    "{{ dict([1, 2]) }}",
    **VALUES,
)
TOPICS["lookup"] = [
    (template, {k: v for k, v in variables.items() if not (k == "dict" and "dict(" in template)})
    for template, variables in TOPICS["lookup"]
]
topic(
    "strings",
    "{{ '  a b '.strip() }}|{{ '  a b '.lstrip() }}|{{ '  a b '.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abcba'.strip('ab') }}|{{ 'abc'.lstrip('ba') }}|{{ 'abc'.rstrip('cb') }}|{{ ' a '.strip(none) }}",
    "{{ 'a b  c '.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.split(',', 1) }} {{ 'a b c'.split(none, 1) }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a--b--c'.split('--')[-1] }}",
    "{{ 'a b c'.split(maxsplit=1) }} {{ 'a.b.c'.split(sep='.', maxsplit=1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a b c '.rsplit(none, 1) }} {{ ' a b c '.split(none, 1) }} {{ 'abc'.rsplit('b') }} {{ ' a  b '.split(' ') }}",
    "{{ 'a\\nb\\r\\nc\\rd\\x0be\\u2028f\\n'.splitlines() }} {{ 'a\\nb\\n'.splitlines(true) }} {{ ''.splitlines() }} {{ 'a\\n\\nb'.splitlines(keepends=true) }}",
    "{{ 'abc'.startswith('ab') }} {{ 'abc'.startswith(('x', 'a')) }} {{ 'abc'.endswith(('c',)) }} {{ 'abc'.endswith('bc') }} {{ 'abc'.startswith('b', 1) }} {{ 'abc'.endswith('b', 0, 2) }} {{ ''.startswith('') }} {{ 'abc'.startswith('', 4) }} {{ 'abc'.startswith(()) }}",
    "{{ 'aXbX'.replace('X', '-') }} {{ 'aXbX'.replace('X', '-', 1) }} {{ 'abc'.replace('', '.') }} {{ 'abc'.replace('', '.', 2) }} {{ 'aaa'.replace('aa', 'b') }} {{ 'x'.replace('x', '') }}|",
    "{{ 'hello wORLD'.upper() }} {{ 'HeLLo'.lower() }} {{ \"they're bill's\".title() }} {{ 'hELLO wORLD'.capitalize() }} {{ 'aBc'.swapcase() }} {{ 'Straße'.upper() }} {{ 'Straße'.casefold() }} {{ 'ß'.capitalize() }}",
    "{{ 'hello'.find('l') }} {{ 'hello'.find('z') }} {{ 'hello'.rfind('l') }} {{ 'hello'.index('e') }} {{ 'hello'.find('l', 3) }} {{ 'hello'.find('h', 1) }} {{ 'hello'.rfind('l', 0, 3) }} {{ 'hello'.find('') }} {{ 'hello'.rfind('') }} {{ 'hello'.count('l') }} {{ 'hello'.count('') }} {{ 'a\U0001f600b'.find('b') }}",
    "{{ ', '.join(['a', 'b']) }} {{ ''.join('abc') }} {{ '-'.join(('x',)) }} {{ '+'.join([]) }}| {{ ','.join({'k': 1, 'l': 2}) }}",
    "{{ 'ab'.center(7, '*') }} {{ 'abc'.center(6, '*') }} {{ 'ab'.ljust(4) }}| {{ 'ab'.rjust(4, '.') }} {{ '42'.zfill(5) }} {{ '-42'.zfill(5) }} {{ 'a\\tb'.expandtabs(4) }} {{ 'toolong'.center(3) }}",
    "{{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'abc'.partition('=') }} {{ 'abc'.rpartition('=') }}",
    "{{ 'prefix-x'.removeprefix('prefix-') }} {{ 'x.py'.removesuffix('.py') }} {{ 'x'.removeprefix('y') }} {{ 'x'.removesuffix('') }}",
    "{{ 'abc'.isalpha() }} {{ '12'.isdigit() }} {{ '1a'.isalnum() }} {{ ' \\t'.isspace() }} {{ 'Ab'.isupper() }} {{ 'AB1'.isupper() }} {{ 'ab'.islower() }} {{ 'Ab Cd'.istitle() }} {{ ''.isalpha() }} {{ '²'.isdigit() }} {{ '²'.isdecimal() }} {{ '½'.isnumeric() }} {{ 'x1'.isidentifier() }} {{ '1x'.isidentifier() }} {{ 'é'.isascii() }} {{ 'a\\n'.isprintable() }}",
    "{{ '{} {}'.format(1, 'a') }} {{ '{0}{1}{0}'.format('x', 'y') }} {{ '{a} {b!r}'.format(a=1, b='q') }} {{ '{{}}'.format() }} {{ '{x[k]} {x[l][0]}'.format(x={'k': 'v', 'l': [7]}) }}",
    "{{ '{:>5}|{:<5}|{:^5}|{:*^7}'.format('a', 'b', 'c', 'd') }} {{ '{:5d}|{:05d}|{:+d}|{:x}|{:#x}|{:b}|{:o}|{:,}'.format(42, 42, 42, 255, 255, 5, 8, 1234567) }}",
    "{{ '{:.2f}|{:8.3f}|{:e}|{:g}|{:%}|{:.1%}|{:,.2f}'.format(3.14159, 2.5, 12345.678, 0.0001, 0.25, 0.125, 1234567.891) }} {{ '{:.3}|{}|{:g}'.format(3.14159, 1.0, 1e10) }} {{ '{:{w}}|'.format('a', w=4) }} {{ '{:.3s}'.format('abcdef') }}",
    "{{ '%s %s' % ('a', 1) }} {{ '%d%%' % 5 }} {{ '%05.2f|%-5s|%5s|%+d' % (3.14159, 'a', 'b', 3) }} {{ '%(a)s-%(b)d' % {'a': 'x', 'b': 2} }} {{ '%r %x %X %o %e %g %c' % ('q', 255, 255, 8, 12345.678, 0.5, 'z') }}",
    "{{ '%s' % [1, 2] }} {{ '%s' % none }} {{ '%s' % missing }}| {{ 'x' % {} }} {{ '%.3s|%6.2s|' % ('abcdef', 'xyz') }} {{ '%*d' % (5, 42) }} {{ '%i' % 3.99 }} {{ '%#x' % 255 }} {{ '% d' % 5 }}",
    "{{ 'ÄÖÜ'.lower() }} {{ 'ΑΣ'.lower() }} {{ 'ǆ'.title() }} {{ 'ŉ'.upper() }} {{ 'İ'.lower() | length }}",
    "{{ '\\u00a0x\\u2003'.strip() }}|{{ '\\u200bx'.strip() | length }}|{{ 'a\\u00a0b'.split() }}|{{ '\\x1cx\\x1f'.strip() }}|{{ '\\ufeffx'.strip() | length }}",
    "{{ 'abc'.format is callable }} {{ '{0.upper}' is string }}",
    "{{ '{}'.format_map({}) if false else '{a}'.format_map({'a': 1}) }}",
    "{{ 'a' 'b'.upper() }} {{ ('a' ~ 'b').upper() }} {{ 'x'.join(['1', '2']).split('x') }}",
    "{{ 'abcabc'.replace('b', 'BB').find('BB') }} {{ 'needle in a haystack with a needle'.rfind('needle') }}",
    "{{ ('x' * 50 ~ 'needle' ~ 'x' * 50).find('x' * 40 ~ 'needle') }} {{ ('ab' * 60).count('ab' * 20) }} {{ ('ab' * 60).rfind('ab' * 20) }} {{ ('ab' * 60).replace('ab' * 25, '-') }}",
    "{{ 'a'.split('') }}",
    "{{ 'a'.join([1]) }}",
    "{{ 'a'.join(5) }}",
    "{{ 'a'.index('b') }}",
    "{{ 'a'.startswith(1) }}",
    "{{ 'a'.startswith(['a']) }}",
    "{{ 'a'.replace('b') }}",
    "{{ 'a'.strip(1) }}",
    "{{ 'a'.upper(1) }}",
    "{{ 'a'.center('x') }}",
    "{{ 'a'.nope() }}",
    "{{ '%d' % 'a' }}",
    "{{ '%s %s' % ('a',) }}",
    "{{ '%s' % ('a', 'b') }}",
    "{{ '%y' % 1 }}",
    "{{ '%(a)s' % {'b': 1} }}",
    "{{ '%' % 1 }}",
    "{{ '{}'.format() }}",
    "{{ '{a}'.format(b=1) }}",
    "{{ '{'.format(1) }}",
    "{{ '{} {0}'.format(1, 2) }}",
    "{{ '{:d}'.format('a') }}",
    "{{ '{:z9}'.format(1) }}",
    "{{ '{0.__class__.__mro__}'.format('a') }}",
)
topic(
    "filters-text",
    "{{ '  x ' | trim }}|{{ 'xxaxx' | trim('x') }}|{{ 5 | trim }}|{{ none | trim }}|{{ ' a ' | trim(chars=none) }}",
    "{{ 'hELLO wORLD' | capitalize }} {{ \"hello-world foo_bar (baz) it's\" | title }} {{ 'Ab' | upper }} {{ 'Ab' | lower }} {{ none | upper }} {{ 5 | title }}",
    "{{ 'aXbX' | replace('X', '-') }} {{ 'aXbX' | replace('X', '-', 1) }} {{ 'aaa' | replace('a', 'b', count=2) }} {{ 121 | replace(1, 'x') }} {{ 'ab' | replace('', '.') }}",
    "{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n\nb' | indent(2, blank=true) }}|{{ 'a\nb' | indent('> ', first=true) }}|{{ '' | indent }}|{{ 'a\n' | indent(1) }}|",
    "{{ 'foo bar baz qux' | truncate(9) }}|{{ 'foo bar baz qux' | truncate(9, true) }}|{{ 'foo bar baz qux' | truncate(11) }}|{{ 'foo bar baz qux' | truncate(11, false, '..', 0) }}|{{ 'abc' | truncate(3, end='') }}|{{ 'aaaaaaaaaaaaaaaaaaaa' | truncate(8) }}",
    "{{ 'a b  c-d e_f' | wordcount }} {{ '' | wordcount }} {{ 'é ü 5' | wordcount }}",
    "{{ 'ab' | center(6) }}|{{ 'x' | center(width=3) }}|",
    "{{ '%s-%s' | format('a', 1) }} {{ '%(x)s' | format(x=2) }} {{ 'plain' | format }}",
    "{{ 'abc' | reverse }} {{ 'abc' | first }} {{ 'abc' | last }} {{ 'abc' | length }} {{ 'abc' | list }} {{ 'cab' | sort }} {{ 'a\U0001f600' | reverse }}",
    "{{ 5 | string }}{{ none | string }}{{ [1] | string | length }} {{ missing | string }}|",
    "{{ '<b>' | safe }} {{ 'plain text' | escape }} {{ '<b>' }}",
    "{{ 'a b&c/d?é' | urlencode }} {{ {'a': 1, 'b c': 'd&e'} | urlencode }} {{ [['x', 1]] | urlencode }}",
    "{{ 'x' | default('y') }} {{ missing | default }}| {{ 0 | default('z', boolean=true) }} {{ missing | default(default_value='q') }} {{ false | d(1) }} {{ [] | d('e', true) }}",
    "{{ 'text' | attr('upper') is callable }} {{ {'a': 1} | attr('a') is defined }}",
    "{{ 'abc' | upper | lower | replace('b', 'x') | trim ~ '!' }}",
    "{{ ['a', 'b'] | join | upper }} {{ ('a' if true else 'b') | upper }} {{ not 'a' | upper == 'A' }}",
    "{% filter length %}abc{% endfilter %}",
    "{% filter length | string %}abc{% endfilter %}",
    "{{ 5 | indent }}",
    "{{ 'x' | nope }}",
    "{% if false %}{{ 'x' | nope }}{% endif %}ok",
    "{{ 'x' | nope if false else 'ok' }}",
    "{% if true %}{{ 'x' | nope }}{% endif %}",
    "{% if false %}{% for i in [1] %}{{ i | nope }}{% endfor %}{% endif %}ok",
    "{% for i in [] %}{{ i | nope }}{% endfor %}ok",
    "{% if false and 'x' | nope %}a{% elif false and 1 is nope %}b{% endif %}ok",
    "{% if 'x' | nope %}a{% endif %}",
    "{{ 'x' is nope }}",
    "{{ 'x' | replace('a') }}",
    "{{ 'x' | upper(1) }}",
    "{{ 'x' | default(nope=1) }}",
    "{{ 'a' | truncate(1) }}",
    "{{ '%d' | format('a') }}",
    "{{ 'a' | format(1, x=2) }}",
)
topic(
    "filters-numbers",
    "{{ '42' | int }} {{ '4.7' | int }} {{ 'x' | int }} {{ 'x' | int(-1) }} {{ 4.9 | int }} {{ -4.9 | int }} {{ true | int }} {{ none | int }} {{ ' 7 ' | int }} {{ '0x1A' | int(base=16) }} {{ '101' | int(0, 2) }} {{ '1_000' | int }} {{ '1e3' | int }} {{ '' | int }}",
    "{{ '4.5' | float }} {{ 'x' | float }} {{ 'x' | float(1.5) }} {{ 3 | float }} {{ '1e3' | float }} {{ none | float }} {{ 'inf' | float }} {{ ' .5 ' | float }} {{ [] | float }} {{ '1_0.5' | float }}",
    "{{ 2.5 | round }} {{ 3.5 | round }} {{ 42.55 | round(1) }} {{ 42.55 | round(1, 'floor') }} {{ 42.45 | round(1, 'ceil') }} {{ 5 | round }} {{ 1234 | round(-2) }} {{ 1250 | round(-2) }} {{ -0.4 | round }} {{ 2.675 | round(2) }} {{ 2.4 | round(method='ceil') }} {{ 42.55 | round | int }}",
    "{{ -5 | abs }} {{ (-5) | abs }} {{ -2.5 | abs }} {{ true | abs }}",
    "{{ 1000 | filesizeformat }} {{ 1 | filesizeformat }} {{ 999 | filesizeformat }} {{ 1234567 | filesizeformat }} {{ 1048576 | filesizeformat(true) }} {{ 10**30 | filesizeformat }}",
    "{{ [1, 2, 3] | sum }} {{ [] | sum }} {{ [1.5, 2] | sum }} {{ people | sum(attribute='age') }} {{ [1] | sum(start=10) }} {{ [[1], [2]] | sum(start=[]) }}",
    "{{ [3, 1, 2] | min }} {{ [3, 1, 2] | max }} {{ ['b', 'A'] | min }} {{ ['b', 'A'] | min(true) }} {{ (people | max(attribute='age')).name }} {{ (people | min(attribute='age')).name }}",
    "{{ 'abc' | abs }}",
    "{{ 'x' | round }}",
    "{{ 1 | round(0, 'up') }}",
    "{{ ['a'] | sum }}",
    "{{ [1, 'a'] | max }}",
    "{{ 5 | sum }}",
    people=PEOPLE,
)
topic(
    "filters-lists",
    "{{ words | join(', ') }} {{ numbers | join }} {{ mixed | join('|') }} {{ people | join(', ', attribute='name') }} {{ dict | join(',') }}",
    "{{ words | first }} {{ words | last }} {{ dict | first }} {{ dict | last }} {{ words | length }} {{ dict | count }} {{ range(3) | last }}",
    "{{ words | sort }} {{ words | sort(reverse=true) }} {{ words | sort(case_sensitive=true) }} {{ numbers | sort }} {{ people | sort(attribute='age') | map(attribute='name') | list }} {{ people | sort(attribute='age,name') | map(attribute='name') | join }} {{ dict | sort }}",
    "{{ words | unique | list }} {{ words | unique(true) | list }} {{ numbers | unique | join(',') }} {{ people | unique(attribute='age') | map(attribute='name') | list }} {{ people | unique(attribute='zip') | list | length }} {{ {missing: 1}[gone] }} {{ [1, true, 1.0, '1'] | unique | list }}",
    "{{ numbers | reverse | list }} {{ words | reverse | first }} {{ (numbers | reverse) is iterable }} {{ (1, 2) | reverse | list }} {{ dict | reverse | list }}",
    "{{ people | map(attribute='name') | list }} {{ people | map(attribute='tags.0', default='none') | list }} {{ people | map(attribute='zip', default='-') | join }} {{ words | map('upper') | list }} {{ words | map('replace', 'a', 'X') | join(' ') }} {{ words | map('truncate', 2, true, '') | list }}",
    "{{ numbers | select('gt', 1) | list }} {{ numbers | select('odd') | list }} {{ mixed | select | list }} {{ numbers | reject('lt', 2) | list }} {{ words | select('in', ['beta']) | list }} {{ mixed | select('string') | list }} {{ mixed | reject('none') | list | length }} {{ numbers | select('==', 2) | list }} {{ numbers | select('divisibleby', 3) | list }}",
    "{{ people | selectattr('age', 'equalto', 36) | map(attribute='name') | list }} {{ people | selectattr('tags') | map(attribute='name') | join }} {{ people | rejectattr('tags', 'defined') | map(attribute='name') | list }} {{ people | selectattr('town', 'in', ['Paris']) | list | length }} {{ people | rejectattr('age', 'gt', 36) | map(attribute='age') | list }}",
    "{{ people | groupby('town') | map(attribute='grouper') | list }} {% for town, group in people | groupby('town') %}{{ town }}:{{ group | map(attribute='name') | join('+') }};{% endfor %} {% for g in people | groupby('age', default=0) %}{{ g.grouper }}={{ g.list | length }} {% endfor %} {{ people | groupby('town', case_sensitive=true) | length }}",
    "{{ (people | groupby('age'))[0][0] }} {{ (people | groupby('age')) | first | first }}",
    "{{ range(7) | batch(3) | list }} {{ range(7) | batch(3, '-') | list }} {{ range(7) | slice(3) | list }} {{ range(7) | slice(3, 'x') | list }} {{ [] | batch(2) | list }} {{ range(2) | slice(4) | list }}",
    "{{ dict | items | list }} {{ missing | items | list }} {{ dict | dictsort }} {{ dict | dictsort(true) }} {{ {'a': 2, 'b': 1} | dictsort(by='value') }} {{ {'a': 2, 'b': 1} | dictsort(false, 'value', true) }}",
    "{{ 'abc' | list }} {{ dict | list }} {{ (1, 2) | list }} {{ range(2) | list }}",
    "{% set g = words | map('upper') %}{{ g | list }}{{ g | list }}{{ g[0] }}|{% for x in words | select %}{{ loop.index }}/{{ loop.length }}{{ x }} {% endfor %}",
    "{% for x in numbers | reject('gt', 1) %}{{ x }}{{ ',' if not loop.last }}{% endfor %}|{{ numbers | map('string') | map('length') | sum }}",
    "{{ numbers | map('abs') | max }} {{ words | map('first') | join }} {{ [[1, 2], [3]] | map('length') | list }} {{ [[1, 2], [3]] | map('join', '-') | list }} {{ [{'a': {'b': 1}}] | map(attribute='a.b') | list }} {{ [[1, 2]] | map(attribute=1) | list }} {{ [[1, 2]] | map(attribute='0') | list }}",
    "{{ words | map('nope') | list }}",
    "{{ words | select('nope') | list }}",
    "{{ words | map | list }}",
    "{{ words | selectattr | list }}",
    "{{ (words | map('upper')) | length }}",
    "{{ (words | select) | last }}",
    "{{ mixed | sort }}",
    "{{ (5 | select) is iterable }} {{ [1, 2] | truncate(5) }} {{ missing | truncate(3) }}|",
    "{{ words | truncate(1, end='', leeway=0) }}",
    "{{ 5 | list }}",
    "{{ 5 | join }}",
    "{{ 5 | length }}",
    "{{ none | length }}",
    "{{ none | first }}",
    "{{ [1] | items | list }}",
    "{{ words | dictsort }}",
    "{{ dict | dictsort(by='x') }}",
    "{{ people | map(attribute='zip.code') | list }}",
    "{{ people | groupby }}",
    "{{ [[1]] | unique | list }}",
    "{{ range(3) | slice(0) | list }}",
    people=PEOPLE,
    **VALUES,
)
topic(
    "tojson",
    "{{ tools | tojson }}",
    "{{ tools | tojson(indent=2) }}",
    "{{ tools[0] | tojson(indent=4) }}\n{{ tools[1].function.parameters | tojson(indent=4) }}",
    "{{ values | tojson }}",
    "{{ values | tojson(sort_keys=true) }}",
    "{{ values.mixed | tojson(separators=(',', ':')) }} {{ values.dict | tojson(separators=(' , ', ' = '), indent=1) }}",
    "{{ values.quotes | tojson }} {{ values.quotes | tojson(ensure_ascii=true) }}",
    "{{ [] | tojson }} {{ {} | tojson(indent=2) }} {{ [[], {}, [1]] | tojson(indent=1) }} {{ (1, 'a') | tojson }} {{ 'é</script>&\\'' | tojson }}",
    "{{ [1.0, 1e22, 1e-7, 0.1, 100000.0, 3.0e5, -0.0] | tojson }} {{ {1: 2, none: 3, true: 4, 1.5: 5} | tojson }}",
    "{{ [1, 2] | tojson(indent='--') }} {{ [1, [2]] | tojson(indent=0) }} {{ none | tojson }} {{ true | tojson }} {{ 'x' | tojson }} {{ 5 | tojson }}",
    "{{ '\\u2028\\x00\\x1f\\x7f\\b\\f' | tojson }} {{ (1e300 * 1e10) | tojson }}",
    "{{ messages[1].tool_calls | tojson }}\n{{ messages[1]['tool_calls'][0].function.arguments | tojson(false, 2) }}",
    "{{ {'b': 1, 'a': {'d': 1, 'c': 2}} | tojson(sort_keys=true, indent=2) }}",
    "{{ tools | map('tojson') | join('\n') }} {{ tools | map('tojson', indent=1) | first }}",
    "{{ [1, missing] | tojson }}",
    "{{ range(3) | tojson }}",
    "{{ values.dict.items() | tojson }}",
    "{{ namespace(a=1) | tojson }}",
    "{{ {(1, 2): 3} | tojson }}",
    "{{ [1] | tojson(nope=1) }}",
    "{{ {'a': 1, 1: 2} | tojson(sort_keys=true) }}",
    tools=TOOLS,
    values=VALUES,
    messages=CALLS,
)
topic(
    "tests",
    "{{ 1 is odd }} {{ 2 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 2.0 is even }} {{ -1 is odd }}",
    "{{ 'a' is string }} {{ 1 is string }} {{ 1 is number }} {{ true is number }} {{ 1.5 is float }} {{ 1 is integer }} {{ true is integer }} {{ true is boolean }} {{ 1 is boolean }} {{ 1 is float }}",
    "{{ {} is mapping }} {{ [] is mapping }} {{ [] is iterable }} {{ 'a' is iterable }} {{ 5 is iterable }} {{ [] is sequence }} {{ {} is sequence }} {{ 5 is sequence }} {{ 'a' is sequence }} {{ range(1) is sequence }} {{ none is iterable }}",
    "{{ none is none }} {{ 0 is none }} {{ true is true }} {{ 1 is true }} {{ false is false }} {{ 0 is false }}",
    "{{ 1 is eq 1 }} {{ 1 is ne 2 }} {{ 1 is lt 2 }} {{ 1 is le 1 }} {{ 2 is gt 1 }} {{ 2 is ge 3 }} {{ 1 is equalto 1 }} {{ 1 is lessthan(2) }} {{ 3 is greaterthan 2 }} {{ 'a' is in 'abc' }} {{ 1 is in [1, 2] }} {{ 3 is not in [1] }}",
    "{{ 'abc' is lower }} {{ 'ABC' is upper }} {{ 'Abc' is lower }} {{ '' is lower }} {{ 1 is upper }}",
    "{{ x is sameas x }} {{ none is sameas none }} {{ true is sameas true }} {{ 1 is sameas true }}",
    "{{ 'upper' is filter }} {{ 'nope' is filter }} {{ 'odd' is test }} {{ 'nope' is test }} {{ range is callable }} {{ 'a'.upper is callable }} {{ 1 is callable }} {{ 'a' is escaped }}",
    "{{ x is not none }} {{ x is not defined }} {{ not x is defined }} {{ x is defined and x is string }} {{ x is string or boom.boom }} {{ 'y' if x is defined else 'n' }}",
    "{{ x is defined and x == 'v' and x | length == 1 }}",
    "{{ (1 is odd) is true }} {{ [1, 2] is eq [1, 2] }} {{ 'x' is eq 'x' | upper }} {{ x | upper is upper }}",
    "{{ 2 is divisibleby 0 }}",
    "{{ 'a' is odd }}",
    "{{ 1 is in 5 }}",
    "{{ none is odd }}",
    "{{ 1 is eq }}",
    "{{ 1 is odd(3) }}",
    "{{ 1 is odd is even }}",
    "{{ 1 is lt 'a' }}",
    x="v",
)
topic(
    "loops",
    "{% for m in messages %}{{ loop.index }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }} {{ loop.first }} {{ loop.last }} {{ loop.length }} {{ loop.depth }} {{ loop.depth0 }}\n{% endfor %}",
    "{% for i in [1, 2, 2, 3] %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {{ loop.previtem is defined }}{{ loop.nextitem is defined }} {{ loop.changed(i) }};{% endfor %}",
    "{% for i in range(5) %}{{ loop.cycle('a', 'b', 'c') }}{% endfor %}",
    "{% for i in [] %}x{% else %}empty{% endfor %}{% for i in [1] %}x{% else %}empty{% endfor %}",
    "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i > 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in [1] %}{% break %}{% else %}else-after-break{% endfor %}{% for i in [1] %}{% continue %}{% else %}else-after-continue{% endfor %}",
    "{% for i in range(6) if i % 2 %}{{ i }}:{{ loop.index }}/{{ loop.length }} {% else %}none{% endfor %}{% for i in [1] if i > 5 %}x{% else %}none{% endfor %}",
    "{% for a, b in [(1, 2), [3, 4], 'xy'] %}{{ a }}-{{ b }} {% endfor %}{% for (a, (b, c)) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for i in [1, 2] %}{% for j in 'ab' %}{{ loop.index }}{{ i }}{{ j }} {% endfor %}{{ loop.index }};{% endfor %}",
    "{% for i in [1, 2] %}{% set outer = loop %}{% for j in [1, 2] %}{{ outer.index }}.{{ loop.index }} {% endfor %}{% endfor %}",
    "{% for c in 'a\U0001f600b' %}[{{ c }}]{{ loop.length }}{% endfor %}{% for k in {'x': 1, 'y': 2} %}{{ k }}{% endfor %}{% for i in (1, 2) %}{{ i }}{% endfor %}{% for i in 1, 2 %}{{ i }}{% endfor %}",
    "{% for item in tree recursive %}{{ loop.depth }}{{ item.n }}{% if item.kids %}({{ loop(item.kids) }}){% endif %}{{ ',' if not loop.last }}{% endfor %}",
    "{% for item in tree recursive %}<{{ item.n }}{{ loop(item.kids) if item.kids }}>{% else %}none{% endfor %}",
    "{% for m in messages | reverse %}{{ m.role[0] }}{{ loop.revindex }}{% endfor %}{% for m in messages[::-1] %}{{ m.role[0] }}{% endfor %}",
    "{% for m in messages %}{% if loop.first %}first {% elif loop.last %}last {% else %}mid {% endif %}{% endfor %}",
    "{{ loop is defined }}{% for i in [1] %}{{ loop is defined }}{{ loop.nope is defined }}{{ loop }}{% endfor %}",
    "{% for x in [3, 1, 2] | sort %}{{ x }}{% endfor %}{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}{% for k, v in {'b': 1} | items %}{{ k }}{{ v }}{% endfor %}",
    "{% for i in range(3) %}{% for j in range(3) %}{% if j == 1 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% if i == 1 %}{% break %}{% endif %}{% endfor %}",
    "{% for i in [1, 2, 3] %}{% if loop.nextitem is defined and loop.nextitem == 3 %}next-is-3 {% endif %}{{ i }}{% endfor %}",
    "{% for i in [[1, 2], [3]] %}{% for j in i %}{{ loop.length }}{{ j }}{% else %}none{% endfor %}{% endfor %}{% for i in none or [] %}x{% endfor %}",
    "{% set c = cycler('x', 'y') %}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.next() }}{{ c.reset() }}{{ c.current }}{% set j = joiner('; ') %}{% for i in [1, 2] %}{{ j() }}{{ i }}{% endfor %}",
    "{% for i in 5 %}{% endfor %}",
    "{% for i in none %}{% endfor %}",
    "{% for a, b in [1] %}{% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{% endfor %}",
    "{% for i in [1] %}{{ loop([2]) }}{% endfor %}",
    "{% for i in [1] %}{{ loop.cycle() }}{% endfor %}",
    "{% for i in [1] %}{% set loop = 1 %}{% endfor %}",
    "{% break %}",
    "{% for i in [1] %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
    "{% for i in range(1000000) %}x{% endfor %}",
    "{% for i in range('a') %}x{% endfor %}",
    "{% for i in range(1, 5, 0) %}x{% endfor %}",
    messages=TALK,
    tree=[
        {"n": 1, "kids": [{"n": 2, "kids": [{"n": 3}]}, {"n": 4}]},
        {"n": 5, "kids": []},
    ],
)
topic(
    "scoping",
    "{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = i + 10 %}{{ x }} {% endfor %}{{ x }}",
    "{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}{% if false %}{% set y = 1 %}{% endif %}{{ y is defined }}",
    "{% set ns = namespace(n=0, found=false) %}{% for i in [1, 2, 3] %}{% set ns.n = ns.n + i %}{% if i == 2 %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.n }} {{ ns.found }} {{ ns['n'] }} {{ ns.nope is defined }}",
    "{% for i in [1, 2] %}{{ given }}{% set given = 'inner' %}{{ given }} {% endfor %}{{ given }}",
    "{% for i in [1, 2] %}{% set given = given ~ '+' %}{{ given }} {% endfor %}{{ given }}",
    "{% for i in [1] %}{{ given }}{% endfor %}{% set given = 5 %}{{ given }}",
    "{% for i in [1, 2] %}{% if i == 1 %}{% set t = 'set' %}{% endif %}{{ t }}|{% endfor %}",
    "{% if false %}{% set given = 'no' %}{% endif %}{{ given }}",
    "{% if given == 'outer' %}{% set given = given | upper %}{% endif %}{{ given }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set a, b = b, a %}{{ a }}{{ b }}{% set (c, d) = 'xy' %}{{ c }}{{ d }}",
    "{% set t = 1, 2 %}{{ t }}{% set u = (1) %}{{ u }}{% set v = 'a' if false %}[{{ v }}]",
    "{% set x %}block {{ 1 + 1 }}{% endset %}[{{ x }}]{% set y | upper | replace('A', 'b') %}a text{% endset %}[{{ y }}]",
    "{% set x %}{% set inner = 1 %}{{ inner }}{% endset %}{{ x }}{{ inner is defined }}",
    "{% with a = 1, b = 2 %}{{ a + b }}{% set c = 9 %}{{ c }}{% endwith %}{{ a is defined }}{{ c is defined }}{% with %}{% set z = 1 %}{{ z }}{% endwith %}{{ z is defined }}",
    "{% set a = 'out' %}{% with a = 'in', b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% filter upper %}text {{ given }}{% set q = 1 %}{% endfilter %}{{ q is defined }}{% filter replace('a', 'b') | upper %}banana{% endfilter %}",
    "{% macro m() %}{{ given }}{{ late }}{% endmacro %}{% set late = 'L' %}{{ m() }}{% set late = 'M' %}{{ m() }}",
    "{% macro m() %}{% set given = 'mine' %}{{ given }}{% endmacro %}{{ m() }}{{ given }}",
    "{% set x = 'o' %}{% macro m(x) %}{{ x }}{% endmacro %}{{ m('p') }}{{ x }}{{ m() }}|",
    "{% for x in [1, 2] %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}{{ m is defined }}",
    "{% for i in [1] %}{% if true %}{% set deep = i %}{% endif %}{{ deep }}{% endfor %}{{ deep is defined }}",
    "{% set messages = messages[1:] %}{{ messages | length }}{% for message in messages %}{% set messages = [] %}{{ messages | length }}{% endfor %}{{ messages | length }}",
    "{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}{% set ns.c, x = 3, 4 %}{{ ns.c }}{{ x }}{% set ns.a %}blk{% endset %}{{ ns.a }}",
    "{% set ns = namespace(list=[]) %}{% for m in messages %}{% set ns.list = ns.list + [m.role] %}{% endfor %}{{ ns.list | join(',') }}",
    "{% set range = 5 %}{{ range }}{% set raise_exception = 'fine' %}{{ raise_exception }}",
    "{% if true %}{% for i in [1] %}{% set a = 1 %}{% endfor %}{% endif %}{{ a is defined }}{% set b = 1 %}{% if true %}{% set b = b + 1 %}{% endif %}{{ b }}",
    "{% set x = 0 %}{% for i in [1, 2, 3] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}",
    "{% for i in [1, 2] %}{% for j in [1, 2] %}{% set given = given ~ i %}{% endfor %}{{ given }}{% endfor %}",
    "{% for i in [1, 2] %}{% with %}{% set w = i %}{{ w }}{% endwith %}{{ w is defined }}{% endfor %}",
    "{% if a is not defined %}{% set a = 'A' %}{% endif %}{{ a }}{% if given is not defined %}{% set given = 'A' %}{% endif %}{{ given }}",
    "{% if false %}{% elif true %}{% set e = 'elif' %}{% else %}{% set e = 'else' %}{% endif %}{{ e }}",
    "{% set d = {} %}{% set d.x = 1 %}",
    "{% set missing.x = 1 %}",
    "{% set a, b = 1 %}",
    "{% set a, b = [1, 2, 3] %}",
    "{% set 1 = 2 %}",
    "{% set none = 2 %}",
    "{% set a.b.c = 2 %}",
    "{% set a[0] = 2 %}",
    "{% set a = %}",
    given="outer",
    messages=TALK,
)
topic(
    "macros",
    "{% macro greet(name, mark='!') %}Hi {{ name }}{{ mark }}{% endmacro %}{{ greet('A') }} {{ greet('B', '?') }} {{ greet(name='C') }} {{ greet(mark='.', name='D') }} {{ greet() }}",
    "{% macro v(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ v(1) }} {{ v(1, 2, 3) }} {{ v(1, x=2) }} {{ v(1, 2, y='z') }}",
    "{% macro f(n) %}{{ n }}{% if n > 0 %},{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
    "{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}inside {{ given }}{% endcall %}",
    "{% macro each(items) %}{% for i in items %}{{ caller(i, loop.index) }}{% endfor %}{% endmacro %}{% call(item, n) each(['a', 'b']) %}<{{ n }}{{ item }}{{ given }}>{% endcall %}",
    "{% macro maybe() %}{{ caller is defined }}{% if caller %}{{ caller() }}{% endif %}{% endmacro %}{{ maybe() }}{% call maybe() %}body{% endcall %}",
    "{% macro a(x, y=x ~ '2') %}{{ x }}{{ y }}{% endmacro %}{{ a('q') }}{{ a('q', 'r') }}",
    "{% macro m(a, b=2) %}{% endmacro %}{{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }} {{ m }} {{ m is callable }}",
    "{% macro outer() %}{% macro inner(x) %}<{{ x }}>{% endmacro %}{{ inner('i') }}{% endmacro %}{{ outer() }}{{ inner is defined }}",
    "{%- macro row(m) -%}\n  {{ m.role }}: {{ m.content | trim }}\n{%- endmacro -%}\n{% for m in messages %}{{ row(m) }}\n{% endfor %}",
    "{% macro args(a, b, c=3) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ args(*[1, 2]) }} {{ args(1, **{'b': 5, 'c': 6}) }} {{ args(*(1,), b=2) }} {{ args(*[1], **{'b': 9}) }}",
    "{% set text %}{% macro m() %}x{% endmacro %}{{ m() }}{{ m() | upper }}{% endset %}{{ text }}",
    "{% macro m(items=[]) %}{{ items | length }}{% endmacro %}{{ m() }}{{ m([1]) }}{{ m(items=none or [1, 2]) }}",
    "{% macro json(x) %}{{ x | tojson }}{% endmacro %}{{ json({'a': [1, 'é']}) }} {{ json('x') | length }}",
    "{% macro call_twice() %}{{ caller() }}{{ caller() }}{% endmacro %}{% for i in [1, 2] %}{% call call_twice() %}{{ i }}{% endcall %}{% endfor %}",
    "{% macro t(x) %}{% if x is string %}{{ x }}{% elif x is mapping %}{% for k, v in x.items() %}{{ k }}:{{ t(v) }} {% endfor %}{% elif x is iterable %}{% for i in x %}{{ t(i) }},{% endfor %}{% else %}?{% endif %}{% endmacro %}{{ t({'a': ['x', {'b': 'y'}], 'c': 1}) }}",
    "{% macro m(a) %}{{ a is defined }}{{ a }}{% endmacro %}{{ m() }}|{{ m(none) }}|{{ m(missing) }}",
    "{% call undefined_macro() %}x{% endcall %}",
    "{% macro m() %}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{% endmacro %}{{ m(x=1) }}",
    "{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}",
    "{% macro m() %}no caller{% endmacro %}{% call m() %}x{% endcall %}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
    "{% macro m(a=1, b) %}{% endmacro %}",
    "{% macro m(a, a) %}{% endmacro %}",
    "{% macro r(n) %}{{ r(n + 1) }}{% endmacro %}{{ r(0) }}",
    "{% macro m(caller) %}{{ caller() }}{% endmacro %}",
    "{% macro m(x) %}{{ x.y.z }}{% endmacro %}\n\n{{ m({}) }}",
    "{{ range(1, 2, 3, 4) }}",
    "{{ raise_exception() }}",
    "{% call range(3) %}{% endcall %}",
    "{% call 5 %}{% endcall %}",
    "{{ 'a'.join(*[['b', 'c']]) }} {{ dict(**{'a': 1}) }} {{ range(*[1, 4]) | list }}",
    "{{ range(**5) }}",
    "{{ range(*5) }}",
    given="G",
    messages=TALK,
)
topic(
    "generation",
    "{% for m in messages %}{% if m.role == 'assistant' %}A: {% generation %}{{ m.content }}</s>{% endgeneration %}\n{% else %}{{ m.role }}: {{ m.content }}\n{% endif %}{% endfor %}",
    "{%- for m in messages -%}\n  {%- if m.role == 'assistant' -%}\n    <|a|>\n    {%- generation -%}\n    {{ m.content | trim }}<|end|>\n    {%- endgeneration -%}\n  {%- else -%}\n    <|u|>{{ m.content }}\n  {%- endif -%}\n{%- endfor -%}",
    "x{% generation %}{% set a = 1 %}{{ a }}{% endgeneration %}{{ a is defined }}{% generation %}{% endgeneration %}",
    "\U0001f600{% generation %}\U0001f600b{% endgeneration %}c{% for i in [1, 2] %}{% generation %}{{ i }}{% endgeneration %}-{% endfor %}",
    "no marks {{ 'generation' }}",
    "{% generation %}{{ boom.x }}{% endgeneration %}",
    "{% generation %}x",
    "{% endgeneration %}",
    "{% for i in [1] %}{% generation %}{% break %}{% endgeneration %}{% endfor %}",
    messages=TALK,
)
topic(
    "syntax",
    "{{ ",
    "{{ 1",
    "{{ 1 }",
    "{% if %}x{% endif %}",
    "{% if 1 %}x",
    "{% if 1 %}x{% endfor %}",
    "{% for %}{% endfor %}",
    "{% for x %}{% endfor %}",
    "{% for x in %}{% endfor %}",
    "{% for x.y in [1] %}{% endfor %}",
    "{% endif %}",
    "{% nope %}",
    "a\nb\n{{ 1 + }}\nc",
    "a\n{% if true %}\n{{ x | }}\n{% endif %}",
    "{{ [1, 2 }}",
    "{{ (1, 2 }}",
    "{{ {'a': } }}",
    "{{ {'a' 1} }}",
    "{{ 'unclosed }}",
    "{{ a b }}",
    "{{ a..b }}",
    "{{ a. }}",
    "{{ a[ }}",
    "{{ a | }}",
    "{{ a is }}",
    "{{ not }}",
    "{{ $x }}",
    "{{ a ? b : c }}",
    "{{ a && b }}",
    "{{ f(a=1, 2) }}",
    "{{ f(**a, *b) }}",
    "{{ ) }}",
    "{{ ]] }}",
    "{{ }}",
    "{% %}",
    "{% set %}",
    "{# unclosed",
    "{% raw %} unclosed",
    "{{ '\\x4' }}",
    "{{ 1 if }}",
    "{{ 1 in }}",
    "{{ 5x }}",
    "{% if x = 1 %}{% endif %}",
    "{% macro %}{% endmacro %}",
    "{% macro m %}{% endmacro %}",
    "{% set x = 1",
    "{% for i in [1] %}{% else %}{% else %}{% endfor %}",
    "{% if 1 %}{% else %}{% elif 2 %}{% endif %}",
    "{{ 'a'\n\n\n| nope }}",
    "line one\nline two {{ missing.x }}",
    "{% set a = 1 %}\n{% for i in [1] %}\n{{ i }}\n{{ i + 'x' }}\n{% endfor %}",
    "{{ raise_exception('first') }}\n{{ raise_exception('second') }}",
    "\n\n{% if true %}\n  {{ raise_exception('on line four: ' ~ 1) }}\n{% endif %}",
    "{% if 1 %}:{% endif %}{% if 1: %}colon{% endif %}",
    "{{- 'a' -}}",
    "{{ a.b['c'].d(1)(2)[0] if false else 'parsed' }}",
    "{{ (a) if false else ('b') }}{{ [[]][0] }}{{ [{}][0] }}{{ ((1)) }}{{ ((1,),) }}",
    "{{ 1 is not none and not 1 is none }}{{ - - 1 }}{{ + 1 }}{{ 1 - -1 }}",
    "{{ 'a' ~ 'b' * 2 ~ 'c' }}{{ 1 + 2 | abs }}{{ -1 ** 2 }}{{ 2 * -1 }}{{ 5 if 1 > 2 else 6 + 1 }}",
)
topic(
    "clock",
    "{{ strftime_now('%Y-%m-%d') }} {{ strftime_now('%d %b %Y') }} {{ strftime_now('%d %B %Y') }} {{ strftime_now('%A, %a %-d/%-m/%y') }}",
    "{{ strftime_now('%H:%M:%S %I %p %f %j %U %W %w %u %V %G %e|%%|%C|%y|%D|%F|%T|%R|%h|%k|%l|%r|%c|%x|%X') }}",
    "{{ strftime_now('plain') }} {{ strftime_now('%z%Z|') }} {{ strftime_now('%n%t|%_d|%-H|%^a') }}",
    "{{ strftime_now is defined }} {{ strftime_now is callable }}{% if date_string is not defined %}{% set date_string = strftime_now('%d %b %Y') %}{% endif %}{{ date_string }}",
    "{{ strftime_now() }}",
    "{{ strftime_now(5) }}",
)


def families():
    """Whole templates with the habits of today's families, written from scratch."""
    simple = (
        "{{ bos_token }}{% for m in messages %}\n"
        "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}\n"
        "{{ raise_exception('Roles must alternate, but message ' ~ loop.index ~ ' is from ' ~ m.role) }}\n"
        "{% endif %}\n"
        "<|{{ m['role'] }}|>\n{{ m['content'] | trim }}</s>\n{% endfor %}\n"
        "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
    )
    thinking = """{%- set ns = namespace(last=messages|length - 1, seeking=true) -%}
{%- for m in messages[::-1] -%}
  {%- set i = (messages | length - 1) - loop.index0 -%}
  {%- if ns.seeking and m.role == 'user' and not (m.content.startswith('<tool_response>') and m.content.endswith('</tool_response>')) -%}
    {%- set ns.seeking = false -%}{%- set ns.last = i -%}
  {%- endif -%}
{%- endfor -%}
{%- for m in messages -%}
  {%- if m.content is string -%}{%- set content = m.content -%}{%- else -%}{%- set content = '' -%}{%- endif -%}
  {%- if m.role == 'assistant' -%}
    {%- set reasoning = '' -%}
    {%- if m.reasoning_content is string -%}
      {%- set reasoning = m.reasoning_content -%}
    {%- elif '</think>' in content -%}
      {%- set reasoning = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') -%}
      {%- set content = content.split('</think>')[-1].lstrip('\\n') -%}
    {%- endif -%}
    {{- '<|im_start|>assistant\\n' -}}
    {%- if loop.index0 > ns.last and (loop.last or reasoning) -%}
      {{- '<think>\\n' + reasoning.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') -}}
    {%- else -%}{{- content -}}{%- endif -%}
    {%- for call in m.tool_calls or [] -%}
      {%- if call.function -%}{%- set call = call.function -%}{%- endif -%}
      {{- '\\n' if (loop.first and content) or not loop.first -}}
      {{- '<tool_call>\\n{"name": "' + call.name + '", "arguments": ' -}}
      {{- call.arguments if call.arguments is string else call.arguments | tojson -}}
      {{- '}\\n</tool_call>' -}}
    {%- endfor -%}
    {{- '<|im_end|>\\n' -}}
  {%- elif m.role == 'tool' -%}
    {{- '<|im_start|>user' if loop.first or loop.previtem.role != 'tool' -}}
    {{- '\\n<tool_response>\\n' ~ content ~ '\\n</tool_response>' -}}
    {{- '<|im_end|>\\n' if loop.last or loop.nextitem.role != 'tool' -}}
  {%- else -%}
    {{- '<|im_start|>' + m.role + '\\n' + content + '<|im_end|>' + '\\n' -}}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<|im_start|>assistant\\n' -}}
  {%- if enable_thinking is defined and enable_thinking is false -%}{{- '<think>\\n\\n</think>\\n\\n' -}}{%- endif -%}
{%- endif -%}"""
    tools_header = """{%- if tools is defined and tools is not none and tools | length > 0 %}
    {{- '<|system|>\\nTools, one JSON a line:\\n' }}
    {%- for tool in tools %}
        {{- tool | tojson }}
        {{- '\\n' if not loop.last }}
    {%- endfor %}
    {%- for tool in tools | selectattr('function.parameters.required', 'defined') %}
        {{- '\\n# ' ~ tool.function.name ~ ' needs ' ~ tool.function.parameters.required | join(', ') }}
    {%- endfor %}
    {{- '<|end|>\\n' }}
{%- elif date_string is not defined %}
    {%- set date_string = strftime_now('%d %b %Y') %}
    {{- '<|system|>\\nToday: ' + date_string + '<|end|>\\n' }}
{%- endif %}
{%- for m in messages %}
    {%- if m.role == 'tool' %}
        {{- '<|result|>' + m.content + '<|end|>\\n' }}
    {%- elif 'tool_calls' in m and m.tool_calls %}
        {{- '<|calls|>' + m.tool_calls | map(attribute='function') | map('tojson') | join(';') + '<|end|>\\n' }}
    {%- elif m.content %}
        {{- '<|' ~ m.role ~ '|>\\n' ~ m.content ~ '<|end|>\\n' }}
    {%- endif %}
{%- endfor %}"""
    schema = """{%- macro kind(spec, indent='') -%}
  {%- if spec.enum is defined and spec.enum -%}{{ spec.enum | map('tojson') | join(' | ') }}
  {%- elif spec.type == 'object' -%}
    {%- if not spec.properties -%}object{%- else -%}
{
    {%- for name, inner in spec.properties.items() %}

{{ indent }}  {{ name }}{{ '?' if name not in (spec.required or []) }}: {{ kind(inner, indent ~ '  ') }}{{ ',' if not loop.last }}
    {%- if inner.description is defined %}  // {{ inner.description }}{% endif -%}
    {%- endfor %}

{{ indent }}}
    {%- endif -%}
  {%- elif spec.type == 'array' -%}{{ kind(spec['items'], indent) }}[]
  {%- else -%}{{ spec.type | default('any') }}{%- endif -%}
{%- endmacro -%}
namespace functions {
{% for tool in tools %}
{% set f = tool.function %}
// {{ f.description | default('no description', true) | indent(3) }}
type {{ f.name }} = ({{ kind(f.parameters) }}) => any;
{% endfor %}
}"""
    parts = """{% for m in messages %}[{{ m.role }}]
{% if m.content is string %}{{ m.content }}{% else %}
{% for part in m.content %}
{% if part.type == 'text' %}{{ part['text'] }}{% elif part['type'] in ['image', 'image_url'] %}<image>{% else %}{{ raise_exception('Cannot show a part of type ' + part.type) }}{% endif %}
{% endfor %}
{% endif %}

{% endfor %}"""
    inst = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[TOOLS] [" }}
            {%- for tool in tools or [] %}
                {%- set tool = tool.function %}
                {{- '{"function": {' }}
                {%- for key, val in tool.items() if key != "return" %}
                    {%- if val is string %}
                        {{- '"' + key + '": "' + val + '"' }}
                    {%- else %}
                        {{- '"' + key + '": ' + val|tojson }}
                    {%- endif %}
                    {%- if not loop.last %}{{- ", " }}{%- endif %}
                {%- endfor %}
                {{- "}}" }}{{- ", " if not loop.last else "]" }}
            {%- endfor %}
        {%- endif %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message.tool_calls is defined and message.tool_calls is not none %}
        {%- for tool_call in message.tool_calls %}
            {%- set out = tool_call.function|tojson %}
            {{- out[:-1] }}
            {{- ', "id": "' + tool_call.id[-9:] + '"}' }}
        {%- endfor %}
        {{- eos_token }}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token }}
    {%- elif message["role"] == "tool" or message["role"] == "tool_results" %}
        {{- '[RESULT] {"content": ' + message.content|string + ', "id": "' + message.tool_call_id + '"}' }}
    {%- else %}
        {{- raise_exception("Only user and assistant roles are supported!") }}
    {%- endif %}
{%- endfor %}"""
    multipart = [
        {"role": "user", "content": [{"type": "text", "text": "Look:"}, {"type": "image"}]},
        {"role": "assistant", "content": "A cat."},
    ]
    sound = [{"role": "user", "content": [{"type": "audio"}]}]
    ends = {"bos_token": "<s>", "eos_token": "</s>"}
    conversations = {
        "hello": HELLO,
        "talk": TALK,
        "talk-without-system": TALK[1:],
        "calls": CALLS,
        "unknown-role": [{"role": "critic", "content": "Hm."}],
        "empty": [],
        "no-content": [{"role": "user"}],
    }
    for title, template in [
        ("simple", simple),
        ("thinking", thinking),
        ("tools-header", tools_header),
        ("inst", inst),
    ]:
        for case, messages in conversations.items():
            for prompt in (True, False):
                yield (
                    f"{title}/{case}/{'prompt' if prompt else 'plain'}",
                    template,
                    {"messages": messages, "add_generation_prompt": prompt, "tools": TOOLS} | ends,
                )
        yield f"{title}/no-tools", template, {"messages": TALK[1:], "tools": None} | ends
        yield f"{title}/bare", template, {"messages": CALLS, "enable_thinking": False}
    yield "schema", schema, {"tools": TOOLS}
    yield "parts", parts, {"messages": multipart}
    yield "parts-refused", parts, {"messages": sound}
    for thought in (True, False):
        yield (
            f"thinking/enabled-{thought}",
            thinking,
            {"messages": HELLO, "add_generation_prompt": True, "enable_thinking": thought},
        )


def cases():
    for name, templates in TOPICS.items():
        for number, (template, variables) in enumerate(templates, 1):
            # Only what the template may read: the fixture stays small enough to review.
            used = {key: value for key, value in variables.items() if key in template}
            yield f"{name}-{number}", template, used
    for name, template, variables in families():
        yield f"family/{name}", template, variables
