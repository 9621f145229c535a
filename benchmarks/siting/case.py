"""stub"""


def build_case(source, model):
    raise NotImplementedError
