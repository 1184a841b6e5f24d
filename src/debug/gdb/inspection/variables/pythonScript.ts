/** Marks our line among whatever else GDB prints. */
export const MARK = 'qemu-serial-debug:';

/**
 * Values as JSON, by GDB's Python (of either major version, GDB 9 or later). GDB 13 and 14 look for each name in an
 * expression, and for each name of a type that they print, among variables; where it is the name of a structure they
 * read every file that has it: 15 s for Linux's task_struct, once in a session. Python's values have their members
 * without expressions, and its types their names without a search. GDB 15 does not search so any more.
 */
const SOURCE = `
import gdb, json, re

class QemuSerialDebug(object):
    PATH = re.compile(r"^([*&]?)((?:'[^']*'::)?[A-Za-z_]\\w*)((?:(?:\\.|->)[A-Za-z_]\\w*|\\[\\d+\\])*)$")
    STEP = re.compile(r"(?:\\.|->)([A-Za-z_]\\w*)|\\[(\\d+)\\]")
    CHAR = re.compile(r"^(?:(?:const|volatile|signed) )*char$")
    TREES = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION)
    PLAIN = (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL, gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_FLAGS,
        gdb.TYPE_CODE_FLT, gdb.TYPE_CODE_FUNC, gdb.TYPE_CODE_VOID)
    NOWHERE = (gdb.SYMBOL_LOC_UNRESOLVED, gdb.SYMBOL_LOC_OPTIMIZED_OUT)
    PRINTED = 200

    def __init__(self):
        self.kept = {}
        self.last = 0
        self.stop = None

    def answer(self, stop, work):
        if stop != self.stop:
            self.kept.clear()
            self.stop = stop
        try:
            result = work(self)
        except Exception as error:
            result = {"error": str(error)}
        print("${MARK}" + json.dumps(result))

    def value(self, text):
        found = self.PATH.match(text)
        if found:
            try:
                value = self.walked(*found.groups())
                if value is not None:
                    return value
            except Exception:
                pass
        return gdb.parse_and_eval(text)

    def walked(self, sign, name, path):
        value = gdb.parse_and_eval(name)
        for member, index in self.STEP.findall(path):
            value = value[member] if member else value[int(index)]
        if sign == "*":
            return value.dereference()
        return value.address if sign == "&" else value

    def fields(self, type):
        fields = type.fields()
        for field in fields:
            if field.is_base_class or field.artificial or not hasattr(field, "bitpos"):
                return None
        return fields

    def row(self, value, exp):
        try:
            type = value.type
            plain = type.strip_typedefs()
            if getattr(plain, "dynamic", False) or gdb.default_visualizer(value) is not None:
                return {"exp": exp, "elsewhere": True}
            shown = self.shown(value, plain)
            if shown is None:
                return {"exp": exp, "elsewhere": True}
            text, count = shown
        except Exception as error:
            return self.failed(exp, value.type, error)
        name = ""
        if count > 0:
            self.last += 1
            name = "python%d" % self.last
            self.kept[name] = (value, exp)
        return {"name": name, "exp": exp, "type": str(type), "value": text, "numchild": str(count)}

    def failed(self, exp, type, error):
        return {"exp": exp, "type": str(type), "value": "<%s>" % error, "numchild": "0", "error": str(error)}

    def shown(self, value, type):
        if type.code in self.TREES:
            # What is in memory is there, and would be read as a whole to know it.
            if value.address is None and value.is_optimized_out:
                return ("<optimized out>", 0)
            fields = self.fields(type)
            return None if fields is None else ("{...}", len(fields))
        if type.code == gdb.TYPE_CODE_ARRAY:
            first, last = type.range()
            count = max(0, last - first + 1)
            is_text = self.CHAR.search(str(type.target())) is not None
            return (self.text(value) if is_text else "[%d]" % count, count)
        if type.code == gdb.TYPE_CODE_PTR:
            target = type.target()
            is_leaf = target.code in (gdb.TYPE_CODE_VOID, gdb.TYPE_CODE_FUNC)
            return (value.format_string(), 0 if is_leaf else 1)
        return (value.format_string(), 0) if type.code in self.PLAIN else None

    def text(self, value):
        try:
            return value.format_string()
        except gdb.error as error:
            type = value.type.strip_typedefs()
            if "max-value-size" not in str(error) or type.code != gdb.TYPE_CODE_ARRAY:
                raise
            part = type.target().array(self.PRINTED - 1).pointer()
            text = value.address.cast(part).dereference().format_string()
            return text if text.endswith("...") else re.sub(r"(\\}?)$", r"...\\1", text, count=1)

    def evaluate(self, text):
        return self.row(self.value(text), text)

    def printed(self, text):
        return {"text": self.text(self.value(text))}

    def children(self, name, first, last):
        value, exp = self.kept[name]
        type = value.type.strip_typedefs()
        if type.code == gdb.TYPE_CODE_PTR:
            value = value.dereference()
            type = value.type.strip_typedefs()
            if type.code not in self.TREES:
                return {"count": 1, "children": [self.row(value, "*" + exp)]}
            if len(type.fields()) == 0:
                return {"count": 0, "children": []}
        elif value.address is not None:
            # Read again: it may have been changed.
            value = value.address.dereference()
        if type.code == gdb.TYPE_CODE_ARRAY:
            low, high = type.range()
            range_ = range(low + first, min(low + last, high + 1))
            return {"count": high - low + 1, "children": [self.row(value[at], str(at)) for at in range_]}
        fields = self.fields(type)
        if fields is None:
            return {"elsewhere": True}
        return {"count": len(fields), "children": [self.member(value, field) for field in fields[first:last]]}

    def member(self, value, field):
        anonymous = "<anonymous %s>" % ("union" if field.type.strip_typedefs().code == gdb.TYPE_CODE_UNION else "struct")
        name = field.name or anonymous
        try:
            return self.row(value[field], name)
        except Exception as error:
            return self.failed(name, field.type, error)

    def locals(self):
        frame = gdb.selected_frame()
        try:
            block = frame.block()
        except RuntimeError:
            return {"locals": []}
        found = []
        while block:
            for symbol in block:
                if (symbol.is_argument or symbol.is_variable) and symbol.addr_class not in self.NOWHERE:
                    found.append(self.local(symbol, frame))
            if block.function:
                break
            block = block.superblock
        return {"locals": found}

    def local(self, symbol, frame):
        try:
            return self.row(symbol.value(frame), symbol.print_name)
        except Exception as error:
            return self.failed(symbol.print_name, symbol.type, error)

    def globals(self):
        table = gdb.selected_frame().find_sal().symtab
        if not table:
            return {"file": "", "names": []}
        symbols = [symbol for block in (table.global_block(), table.static_block()) for symbol in block]
        names = [each.name for each in symbols if each.is_variable and each.addr_class not in self.NOWHERE]
        return {"file": table.filename, "names": names}

if not hasattr(gdb.Value, "format_string"):
    raise RuntimeError("This GDB is too old.")
qemu_serial_debug = QemuSerialDebug()
print("${MARK}true")
`;

/** What GDB has to be asked for in one session before anything of `VALUES` is called. Prints `MARK` and `true`. */
export const DEFINE = `python exec(${JSON.stringify(SOURCE)})`;
