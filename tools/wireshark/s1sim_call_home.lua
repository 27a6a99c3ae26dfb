-- Wireshark dissector of the call-home protocol, version 1 (devices/families/trilliant/protocol.md).
--
-- It is called for what TLS carries on port 4433, and by Decode As on any TCP or TLS port. Every octet of a message is
-- dissected; one that is not, and whatever breaks the layout, is marked with an expert item of severity Error.
-- Needs Wireshark or tshark 4.0 or later with Lua. docs/wireshark.md says how to use it.

local call_home = Proto("call_home", "s1sim Call-Home")
local usual_port = 4433
local epoch_2000 = 946684800
local no_time = 0xFFFFFFFF
local version = 1
local longest = 16384

-- ---- names

local types = {
    [1] = "HELLO", [2] = "ENVELOPES", [3] = "ACK", [4] = "COMMAND", [5] = "RESULT", [6] = "CONFIG",
    [7] = "CONFIG_RESULT", [8] = "BYE", [9] = "IMAGE", [10] = "IMAGE_RESULT",
}
local reasons = { [1] = "boot", [2] = "scheduled", [3] = "alarm", [4] = "wake_up", [5] = "call_back" }
local codes = {
    [0x0001] = "boot_report", [0x0002] = "alarm", [0x0003] = "event_log", [0x0004] = "security_log",
    [0x0005] = "firmware_report", [0x0006] = "han_status", [0x0010] = "esme_register", [0x0011] = "esme_daily_read",
    [0x0012] = "esme_half_hours", [0x0013] = "esme_billing", [0x0014] = "esme_export_half_hours",
    [0x0015] = "esme_account", [0x0020] = "gsme_register", [0x0021] = "gsme_daily_read",
    [0x0022] = "gsme_half_hours", [0x0023] = "gsme_billing", [0x0025] = "gsme_account", [0x0030] = "command_result",
}
local controls = { [0] = "keep_open", [1] = "call_back", [2] = "done" }
local command_statuses = {
    [0] = "ok", [1] = "unknown_device", [2] = "unsupported", [3] = "busy", [4] = "expired", [5] = "queued",
    [6] = "failed", [7] = "malformed",
}
local operations = {
    [1] = "set_server", [2] = "set_schedule", [3] = "credential_export", [4] = "credential_import",
    [5] = "credential_remove",
}
local purposes = { [0] = "all", [1] = "head_end_ca", [2] = "head_end" }
local config_statuses = {
    [0] = "ok", [1] = "duplicate", [2] = "full", [3] = "malformed", [4] = "not_found", [5] = "refused_last",
    [6] = "unsupported", [7] = "refused",
}
local bye_reasons = {
    [0] = "complete", [1] = "busy", [2] = "protocol_error", [3] = "not_known", [4] = "shutting_down",
    [5] = "timed_out",
}
local steps = { [1] = "offer", [2] = "block", [3] = "activate", [4] = "drop", [5] = "query" }
local image_statuses = {
    [0] = "ok", [1] = "no_image", [2] = "wrong_offset", [3] = "too_large", [4] = "unknown_device",
    [5] = "not_verified", [6] = "refused", [7] = "unsupported",
}
local image_states = {
    [0] = "none", [1] = "receiving", [2] = "verified", [3] = "failed", [4] = "fetching", [5] = "delivered",
    [6] = "waiting", [7] = "trial", [8] = "running",
}
local boot_causes = { [1] = "power_on", [2] = "restart", [3] = "firmware", [4] = "watchdog" }
local firmware_events = {
    [1] = "verified", [2] = "failed", [3] = "fetching", [4] = "delivered", [5] = "activated", [6] = "confirmed",
    [7] = "fell_back",
}
local billing_causes = { [0] = "billing_day", [1] = "demand", [2] = "tariff", [3] = "payment_mode", [4] = "tenancy" }
local kinds = { [1] = "electricity meter", [2] = "gas meter", [3] = "in-home display" }
local links = { [0] = "joined", [1] = "lost", [2] = "removed" }
local clusters = {
    [0x0000] = "Basic", [0x000A] = "Time", [0x0019] = "OTA Upgrade", [0x0700] = "Price", [0x0701] = "DRLC",
    [0x0702] = "Metering", [0x0703] = "Messaging", [0x0704] = "Tunneling", [0x0705] = "Prepayment",
    [0x0800] = "Key Establishment",
}
local foundation = {
    [0x00] = "Read Attributes", [0x01] = "Read Attributes Response", [0x02] = "Write Attributes",
    [0x03] = "Write Attributes Undivided", [0x04] = "Write Attributes Response",
    [0x05] = "Write Attributes No Response", [0x06] = "Configure Reporting",
    [0x07] = "Configure Reporting Response", [0x08] = "Read Reporting Configuration",
    [0x09] = "Read Reporting Configuration Response", [0x0A] = "Report Attributes", [0x0B] = "Default Response",
    [0x0C] = "Discover Attributes", [0x0D] = "Discover Attributes Response",
}

-- ---- fields

local f = {}
local function field(name, maker, text, ...) f[name] = maker("call_home." .. name, text, ...) end

field("length", ProtoField.uint16, "Length", base.DEC)
field("version", ProtoField.uint8, "Version", base.DEC)
field("type", ProtoField.uint8, "Type", base.HEX, types)
field("extensions", ProtoField.uint8, "Extensions", base.DEC)
field("extension_tag", ProtoField.uint8, "Tag", base.HEX)
field("extension_length", ProtoField.uint16, "Length", base.DEC)
field("extension_value", ProtoField.bytes, "Value")
field("text_length", ProtoField.uint8, "Length", base.DEC)
field("block_length", ProtoField.uint16, "Length", base.DEC)
field("count", ProtoField.uint16, "Count", base.DEC)

field("hub", ProtoField.eui64, "Hub")
field("device", ProtoField.eui64, "Device")
field("reason", ProtoField.uint8, "Reason", base.DEC, reasons)
field("queue", ProtoField.uint16, "Envelopes that wait", base.DEC)
field("clock", ProtoField.absolute_time, "Clock", base.UTC)
field("model", ProtoField.string, "Model")
field("firmware", ProtoField.string, "Firmware")
field("token", ProtoField.bytes, "Token")

field("more", ProtoField.bool, "More", 8, nil, 0x01)
field("sequence", ProtoField.uint32, "Sequence", base.DEC)
field("code", ProtoField.uint16, "Header code", base.HEX, codes)
field("stored", ProtoField.absolute_time, "Stored", base.UTC)
field("payload", ProtoField.bytes, "Payload")

field("control", ProtoField.uint8, "Control", base.DEC, controls)
field("call_back", ProtoField.absolute_time, "Call back", base.UTC)
field("offset_minutes", ProtoField.int16, "Local time, minutes from UTC", base.DEC)
field("first", ProtoField.uint32, "First", base.DEC)
field("last", ProtoField.uint32, "Last", base.DEC)
field("server", ProtoField.string, "Server")
field("port", ProtoField.uint16, "Port", base.DEC)

field("id", ProtoField.uint32, "Id", base.DEC)
field("endpoint", ProtoField.uint8, "Endpoint", base.DEC)
field("cluster", ProtoField.uint16, "Cluster", base.HEX, clusters)
field("deadline", ProtoField.absolute_time, "Deadline", base.UTC)
field("status", ProtoField.uint8, "Status", base.DEC, command_statuses)
field("frame", ProtoField.bytes, "ZCL frame")
field("zcl_control", ProtoField.uint8, "ZCL frame control", base.HEX)
field("zcl_manufacturer", ProtoField.uint16, "ZCL manufacturer", base.HEX)
field("zcl_sequence", ProtoField.uint8, "ZCL sequence", base.DEC)
field("zcl_command", ProtoField.uint8, "ZCL command", base.HEX)
field("zcl_payload", ProtoField.bytes, "ZCL payload")

field("operation", ProtoField.uint8, "Operation", base.DEC, operations)
field("period", ProtoField.uint32, "Period, s", base.DEC)
field("offset", ProtoField.uint32, "Offset, s", base.DEC)
field("window", ProtoField.uint32, "Window, s", base.DEC)
field("purpose", ProtoField.uint8, "Purpose", base.DEC, purposes)
field("binding", ProtoField.string, "Binding")
field("certificate", ProtoField.bytes, "Certificate")
field("allow_last", ProtoField.bool, "The last one may go", 8, nil, 0x01)
field("fingerprint", ProtoField.bytes, "SHA-256")
field("config_status", ProtoField.uint8, "Status", base.DEC, config_statuses)
field("bye_reason", ProtoField.uint8, "Reason", base.DEC, bye_reasons)

field("step", ProtoField.uint8, "Operation", base.DEC, steps)
field("image_version", ProtoField.string, "Version")
field("image_size", ProtoField.uint32, "Size", base.DEC)
field("image_offset", ProtoField.uint32, "Offset", base.DEC)
field("image_octets", ProtoField.bytes, "Octets")
field("switch_at", ProtoField.absolute_time, "Switch at", base.UTC)
field("image_status", ProtoField.uint8, "Status", base.DEC, image_statuses)
field("image_state", ProtoField.uint8, "State", base.DEC, image_states)
field("next", ProtoField.uint32, "Next offset", base.DEC)

field("at", ProtoField.absolute_time, "At", base.UTC)
field("register", ProtoField.uint64, "Register", base.DEC)
field("half_hour", ProtoField.uint16, "Half-hour", base.DEC, { [0xFFFF] = "no value" })
field("boot_cause", ProtoField.uint8, "Cause", base.DEC, boot_causes)
field("boots", ProtoField.uint32, "Starts", base.DEC)
field("alert", ProtoField.uint16, "Alert", base.HEX)
field("alert_detail", ProtoField.bytes, "Detail")
field("entry", ProtoField.uint32, "First entry", base.DEC)
field("repeats", ProtoField.uint16, "Times", base.DEC)
field("firmware_event", ProtoField.uint8, "Event", base.DEC, firmware_events)
field("kind", ProtoField.uint8, "Kind", base.DEC, kinds)
field("link", ProtoField.uint8, "Link", base.DEC, links)
field("lqi", ProtoField.uint8, "Link quality", base.DEC)
field("heard", ProtoField.absolute_time, "Heard", base.UTC)
field("billing_cause", ProtoField.uint8, "Cause", base.DEC, billing_causes)
field("money", ProtoField.int64, "Thousandths of a penny", base.DEC)
field("none", ProtoField.uint32, "None", base.HEX)

local all_fields = {}
for _, one in pairs(f) do table.insert(all_fields, one) end
call_home.fields = all_fields

local broken = ProtoExpert.new("call_home.broken", "The layout is broken", expert.group.MALFORMED, expert.severity.ERROR)
local undissected = ProtoExpert.new("call_home.undissected", "Octets that belong to no field", expert.group.UNDECODED,
    expert.severity.ERROR)
local unknown = ProtoExpert.new("call_home.unknown", "A value that version 1 does not list", expert.group.UNDECODED,
    expert.severity.WARN)
call_home.experts = { broken, undissected, unknown }

-- ---- a cursor over octets that cannot leave them

local cursor = {}
cursor.__index = cursor

local function new_cursor(octets, tree) return setmetatable({ octets = octets, at = 0, tree = tree }, cursor) end

function cursor:left() return self.octets:len() - self.at end

--- The next octets; ends the message's dissection where there are too few.
function cursor:take(n)
    if n > self:left() then error("truncated") end
    local range = self.octets:range(self.at, n)
    self.at = self.at + n
    return range
end

--- A part of its own within this one: what it leaves undissected is marked.
function cursor:within(n, tree, dissect)
    if n > self:left() then error("truncated") end
    local part = new_cursor(n > 0 and self.octets:range(self.at, n):tvb() or nil, tree)
    if n == 0 then part.left = function() return 0 end end
    self.at = self.at + n
    dissect(part)
    part:finish()
end

function cursor:finish()
    if self:left() == 0 then return end
    self.tree:add_proto_expert_info(undissected, self:left() .. " octets belong to no field")
    self.at = self.octets:len()
end

--- Adds a number; `known` names its values.
function cursor:number(one, n, known)
    local range = self:take(n)
    local item = self.tree:add(one, range)
    local value = n <= 4 and range:uint() or range:uint64()
    if known and not known[value] then item:add_proto_expert_info(unknown) end
    return value, item
end
function cursor:u8(one, known) return self:number(one, 1, known) end
function cursor:u16(one, known) return self:number(one, 2, known) end
function cursor:u32(one) return self:number(one, 4) end
function cursor:octets_of(one, n)
    if n > 0 then return self.tree:add(one, self:take(n)) end
end
function cursor:eui(one) self.tree:add(one, self:take(8)) end

function cursor:time(one)
    local range = self:take(4)
    local seconds = range:uint()
    if seconds == no_time then
        self.tree:add(f.none, range):set_text(("%s: none"):format(one == f.clock and "Clock" or "Time"))
    else
        self.tree:add(one, range, NSTime.new(seconds + epoch_2000, 0))
    end
    return seconds
end

function cursor:text(one)
    local n = self:take(1)
    local length = n:uint()
    local from = self.at - 1
    if length > self:left() then error("truncated") end
    local range = self.octets:range(from, length + 1)
    local value = length > 0 and self.octets:range(self.at, length):string() or ""
    self.at = self.at + length
    self.tree:add(one, range, value):add(f.text_length, n)
    return value
end

function cursor:block8(one)
    local n = self:u8(f.text_length)
    self:octets_of(one, n)
end
function cursor:block16(one)
    local n = self:u16(f.block_length)
    self:octets_of(one, n)
    return n
end

function cursor:branch(text) return self.tree:add(call_home, self.octets:range(self.at, 0), text) end

--- Items behind an octet that counts.
function cursor:list(text, each)
    local n = self:u8(f.count)
    for i = 1, n do
        local from = self.at
        local tree = self.tree
        self.tree = tree:add(call_home, self.octets:range(from, 0), ("%s %d"):format(text, i))
        each(self)
        self.tree:set_len(self.at - from)
        self.tree = tree
    end
    return n
end

-- ---- parts

local function zcl_frame(c, n)
    if n == 0 then return end
    local tree = c.tree:add(f.frame, c.octets:range(c.at, n))
    c:within(n, tree, function(z)
        if z:left() < 3 then
            z:octets_of(f.zcl_payload, z:left())
            return
        end
        local control = z:u8(f.zcl_control)
        local specific = control % 4 == 1
        if math.floor(control / 4) % 2 == 1 then
            if z:left() < 4 then
                z:octets_of(f.zcl_payload, z:left())
                return
            end
            z.tree:add_le(f.zcl_manufacturer, z:take(2))
        end
        z:u8(f.zcl_sequence)
        local command, item = z:u8(f.zcl_command)
        if not specific and foundation[command] then item:append_text(" (" .. foundation[command] .. ")") end
        z:octets_of(f.zcl_payload, z:left())
    end)
end

local function frame(c)
    local n = c:u16(f.block_length)
    if n > c:left() then error("truncated") end
    zcl_frame(c, n)
end

local function credential(c)
    c:u8(f.purpose, purposes)
    c:text(f.binding)
    c:block16(f.certificate)
end

local function register_read(c)
    c:time(f.at)
    c:number(f.register, 6)
end

local function half_hours(c)
    c:time(f.at)
    c:number(f.register, 6)
    local n = c:u16(f.count)
    for _ = 1, n do c:u16(f.half_hour) end
end

local function log_report(c)
    c:u32(f.entry)
    c:list("Entry", function(e)
        e:time(f.at)
        e:u16(f.alert)
        e:u16(f.repeats)
    end)
end

local function billing_report(c)
    c:time(f.at)
    c:u8(f.billing_cause, billing_causes)
    c:number(f.register, 6)
    c:list("Rate", function(e) e:number(f.register, 6) end)
end

local function account_report(c)
    c:time(f.at)
    for _, what in ipairs({ "meter balance", "emergency credit used", "accumulated debt", "time debt 1",
        "time debt 2", "payment debt" }) do
        c.tree:add(f.money, c:take(8)):append_text(" (" .. what .. ")")
    end
end

local payloads = {
    [0x0001] = function(c)
        c:u8(f.boot_cause, boot_causes)
        c:u32(f.boots)
        c:text(f.firmware)
    end,
    [0x0002] = function(c)
        c:u16(f.alert)
        local n = c:u8(f.text_length)
        if n == 4 then c:time(f.at) else c:octets_of(f.alert_detail, n) end
    end,
    [0x0003] = log_report, [0x0004] = log_report,
    [0x0005] = function(c)
        c:u8(f.firmware_event, firmware_events)
        c:text(f.firmware)
    end,
    [0x0006] = function(c)
        c:list("Device", function(e)
            e:eui(f.device)
            e:u8(f.kind, kinds)
            e:u8(f.link, links)
            e:u8(f.lqi)
            e:time(f.heard)
        end)
    end,
    [0x0010] = register_read, [0x0011] = register_read, [0x0012] = half_hours, [0x0013] = billing_report,
    [0x0014] = half_hours, [0x0015] = account_report, [0x0020] = register_read, [0x0021] = register_read,
    [0x0022] = half_hours, [0x0023] = billing_report, [0x0025] = account_report,
    [0x0030] = function(c)
        c:u32(f.id)
        c:u8(f.status, command_statuses)
        frame(c)
    end,
}

--- The list at the end of every body. `known`: dissects values by tag.
local function extensions(c, known)
    local n = c:u8(f.extensions)
    for _ = 1, n do
        local tag = c:u8(f.extension_tag)
        local length = c:u16(f.extension_length)
        if known and known[tag] then
            c:within(length, c.tree, known[tag])
        else
            if tag < 0x80 then c.tree:add_proto_expert_info(unknown, "An extension that nobody knows") end
            c:octets_of(f.extension_value, length)
        end
    end
end

local function server(c)
    c:text(f.server)
    c:u16(f.port)
end

-- ---- messages: each returns what the packet list shows beside its name

local bodies = {}

bodies[1] = function(c)
    c:eui(f.hub)
    local reason = c:u8(f.reason, reasons)
    c:u16(f.queue)
    c:time(f.clock)
    c:text(f.model)
    c:text(f.firmware)
    extensions(c, { [0x01] = function(e) e:octets_of(f.token, e:left()) end })
    return reasons[reason]
end

bodies[2] = function(c)
    c:u8(f.more)
    local n = c:list("Envelope", function(e)
        e:u32(f.sequence)
        local code = e:u16(f.code)
        e.tree:append_text(": " .. (codes[code] or "unknown"))
        e:eui(f.device)
        e:time(f.stored)
        local length = e:u16(f.block_length)
        if length > e:left() then error("truncated") end
        if payloads[code] then
            -- A payload that is not what its code says leaves the message as it is.
            local good, why = pcall(e.within, e, length, e.tree, payloads[code])
            if not good then e.tree:add_proto_expert_info(broken, "The payload's layout is broken: " .. tostring(why)) end
        else
            e:octets_of(f.payload, length)
        end
    end)
    extensions(c)
    return ("%d"):format(n)
end

bodies[3] = function(c)
    local control = c:u8(f.control, controls)
    c:time(f.call_back)
    c:time(f.clock)
    c:number(f.offset_minutes, 2)
    c:list("Range", function(e)
        e:u32(f.first)
        e:u32(f.last)
    end)
    extensions(c, { [0x01] = function(e)
        server(e)
        e:block8(f.token)
    end })
    return controls[control]
end

bodies[4] = function(c)
    local id = c:u32(f.id)
    c:eui(f.device)
    c:u8(f.endpoint)
    local cluster = c:u16(f.cluster)
    c:time(f.deadline)
    frame(c)
    extensions(c)
    return ("%d %s"):format(id, clusters[cluster] or ("0x%04X"):format(cluster))
end

bodies[5] = function(c)
    local id = c:u32(f.id)
    local status = c:u8(f.status, command_statuses)
    frame(c)
    extensions(c)
    return ("%d %s"):format(id, command_statuses[status] or "?")
end

local settings = {
    [1] = server,
    [2] = function(c)
        c:u32(f.period)
        c:u32(f.offset)
        c:u32(f.window)
    end,
    [3] = function(c) c:u8(f.purpose, purposes) end,
    [4] = credential,
    [5] = function(c)
        c:u8(f.allow_last)
        c:octets_of(f.fingerprint, 32)
    end,
}

bodies[6] = function(c)
    local id = c:u32(f.id)
    local operation = c:u8(f.operation, operations)
    if not settings[operation] then error("an operation that nobody knows") end
    settings[operation](c)
    extensions(c)
    return ("%d %s"):format(id, operations[operation])
end

bodies[7] = function(c)
    local id = c:u32(f.id)
    c:u8(f.operation, operations)
    local status = c:u8(f.config_status, config_statuses)
    c:list("Credential", credential)
    extensions(c)
    return ("%d %s"):format(id, config_statuses[status] or "?")
end

bodies[8] = function(c)
    local reason = c:u8(f.bye_reason, bye_reasons)
    c:time(f.call_back)
    extensions(c)
    return bye_reasons[reason]
end

local image_steps = {
    [1] = function(c)
        c:text(f.image_version)
        c:u32(f.image_size)
        c:octets_of(f.fingerprint, 32)
    end,
    [2] = function(c)
        c:u32(f.image_offset)
        c:block16(f.image_octets)
    end,
    [3] = function(c)
        c:octets_of(f.fingerprint, 32)
        c:time(f.switch_at)
    end,
    [4] = function() end,
    [5] = function() end,
}

bodies[9] = function(c)
    local id = c:u32(f.id)
    local step = c:u8(f.step, steps)
    c:eui(f.device)
    if not image_steps[step] then error("an operation that nobody knows") end
    image_steps[step](c)
    extensions(c)
    return ("%d %s"):format(id, steps[step])
end

bodies[10] = function(c)
    local id = c:u32(f.id)
    c:u8(f.step, steps)
    local status = c:u8(f.image_status, image_statuses)
    local state = c:u8(f.image_state, image_states)
    c:u32(f.next)
    extensions(c)
    return ("%d %s, %s"):format(id, image_statuses[status] or "?", image_states[state] or "?")
end

local function dissect_message(octets, pinfo, root)
    local tree = root:add(call_home, octets:range(0, octets:len()))
    local c = new_cursor(octets, tree)
    c:u16(f.length)
    local spoken = c:u8(f.version)
    local kind, item = c:u8(f.type)
    local name = types[kind]
    if spoken ~= version or not name then
        item:add_proto_expert_info(broken, "Not a message of version 1")
        return
    end
    tree:append_text(", " .. name)
    pinfo.cols.info:append((tostring(pinfo.cols.info) == "" and "" or ", ") .. name)
    local good, result = pcall(bodies[kind], c)
    if good then
        if result then
            tree:append_text(" " .. result)
            pinfo.cols.info:append(" " .. result)
        end
        c.tree = tree
        c:finish()
    else
        tree:add_proto_expert_info(broken, "The layout is broken: " .. tostring(result))
    end
end

function call_home.dissector(tvb, pinfo, root)
    local offset = 0
    local total = tvb:len()
    pinfo.cols.protocol = "Call-Home"
    pinfo.cols.info = ""
    while offset < total do
        if total - offset < 2 then
            pinfo.desegment_offset = offset
            pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
            return total
        end
        local length = tvb:range(offset, 2):uint()
        if length < 2 or length > longest then
            root:add(call_home, tvb:range(offset)):add_proto_expert_info(broken, "A length that cannot be")
            return total
        end
        if total - offset < length + 2 then
            pinfo.desegment_offset = offset
            pinfo.desegment_len = length + 2 - (total - offset)
            return total
        end
        dissect_message(tvb:range(offset, length + 2):tvb(), pinfo, root)
        offset = offset + length + 2
    end
    return total
end

DissectorTable.get("tls.port"):add(usual_port, call_home)
DissectorTable.get("tcp.port"):add_for_decode_as(call_home)
